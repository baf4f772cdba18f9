"""What every capability stands on; it knows no noun of the product."""

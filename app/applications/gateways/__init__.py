"""Where applications meet what is outside the database: the store of files, and the maker of PDFs."""

from app.applications.gateways.receipts import receipt_pdf

__all__ = ["receipt_pdf"]

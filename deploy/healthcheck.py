"""Asks the web process in this container whether it is alive; exits 1 when it is not."""

import http.client
import os
import sys
from urllib.parse import urlsplit

# The program answers to its public name only.
host = urlsplit(os.environ.get("COMMONWEAL_BASE_URL", "http://localhost")).hostname or "localhost"
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=2)
connection.request("GET", "/healthz", headers={"Host": host})
sys.exit(connection.getresponse().status != 200)

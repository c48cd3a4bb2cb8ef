"""`python -m eservices.config.probe /readyz`: asks the web server of this container how it is. Plain Python only."""

import http.client
import os
import sys


def main(path: str) -> None:
    """Ask as the proxy would; end with 1 and the answer unless it is 200."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=8)
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    try:
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        text = answer.read(2000).decode(errors="replace")
    except OSError as fault:
        sys.exit(f"The web server does not answer: {fault}")
    if answer.status != http.client.OK:
        sys.exit(f"{answer.status}: {text}")


if __name__ == "__main__":
    main(sys.argv[1])

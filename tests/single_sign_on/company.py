"""A company's identity provider in a process of its own: OpenID Connect by the standard, or as it is told.

``python -m tests.single_sign_on.company`` prints its address. Whoever comes to its authorization endpoint is
signed in at once, as the parameter `wish` says (JSON): `claims` over the usual ones, `header` over the
token's header, `sign` with `none`, `public` (an HMAC under the public key) or `other` (an unknown key).
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "scorecard", "the-secret of/our client"
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}) for _ in range(2))
codes: dict[str, dict[str, Any]] = {}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(header: dict[str, Any], claims: dict[str, Any], sign: str) -> str:
    """The token, signed by the key that is published, or not quite."""
    if sign in ("none", "public"):
        head = {**header, "alg": "none" if sign == "none" else "HS256"}
        text = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(claims).encode())}"
        public = KEY.as_pem(private=False)
        mark = b64(hmac.new(public, text.encode(), hashlib.sha256).digest()) if sign == "public" else ""
        return f"{text}.{mark}"
    return jwt.encode({"alg": "RS256", "kid": "one", **header}, claims, OTHER if sign == "other" else KEY)


class Company(BaseHTTPRequestHandler):
    """Its doors: discovery, keys, authorization, token."""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def do_GET(self) -> None:
        path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if path == "/.well-known/openid-configuration":
            self.say(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                }
            )
        elif path == "/keys":
            self.say({"keys": [KEY.as_dict(private=False)]})
        else:
            self.authorize({name: values[0] for name, values in asked.items()})

    def authorize(self, asked: dict[str, str]) -> None:
        code = secrets.token_urlsafe(16)
        codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = codes.pop(form.get("code", ""), None)  # once
        if asked is None or not self.is_client() or not self.fits(asked, form):
            self.say({"error": "invalid_grant"}, 400)
            return
        self.say({"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked)})

    def is_client(self) -> bool:
        user, secret = "scorecard", "the-secret+of%2Four+client"
        expected = base64.b64encode(f"{user}:{secret}".encode()).decode()
        return self.headers.get("authorization") == f"Basic {expected}"

    def fits(self, asked: dict[str, str], form: dict[str, str]) -> bool:
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        return asked["redirect_uri"] == form.get("redirect_uri") and (
            asked.get("code_challenge_method"),
            asked.get("code_challenge"),
        ) == ("S256", challenge)

    def token(self, asked: dict[str, str]) -> str:
        wish, now = json.loads(asked.get("wish", "{}")), int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email_verified": True,
            **wish.get("claims", {}),
        }
        for name, seconds in wish.get("in", {}).items():
            claims[name] = now + seconds
        return signed(wish.get("header", {}), claims, wish.get("sign", ""))

    def say(self, document: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Company)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()

"""BLAKE2b and SHA-1 without hashlib, which loads OpenSSL: that takes 3 ms."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b, sha1
else:
    try:  # the same that hashlib has
        from _blake2 import blake2b
        from _sha1 import sha1
    except ImportError:  # a build of Python may lack them
        from hashlib import blake2b, sha1

__all__ = ["blake2b", "sha1"]

"""BLAKE2b without hashlib, which loads OpenSSL for it: 3 ms that every reader would pay."""

try:
    from _blake2 import blake2b  # what hashlib gives, too
except ImportError:  # a build of Python may lack it
    from hashlib import blake2b

__all__ = ["blake2b"]

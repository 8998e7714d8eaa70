"""BLAKE2b without hashlib, which loads OpenSSL: that takes 3 ms."""

try:
    from _blake2 import blake2b  # the same that hashlib has
except ImportError:  # a build of Python may lack it
    from hashlib import blake2b

__all__ = ["blake2b"]

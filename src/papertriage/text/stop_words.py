"""English function words, which do not show what a text is about."""

from papertriage.text.spelling import word_set

STOP_WORDS = word_set("stop")

"""Invented pools of records to screen: a few are about owls, most about other things."""

from random import Random

from papertriage.learning.learner import Record

QUERY = "Hearing of barn owls. owl, hearing, prey localization"
_OWLS = ["owl", "owls", "hearing", "prey", "barn", "ear", "dusk", "vole", "silent", "feather"]
_OTHERS = ["bread", "oven", "yeast", "crust", "tulip", "soil", "rain", "bridge", "steel", "choir"]
_COMMON = ["we", "study", "the", "of", "a", "in", "and", "results", "show", "that", "method"]


def invented_pool(seed: int, records: int, included: int) -> tuple[list[Record], list[bool]]:
    """Return a pool and its labels; the included records share many words with the others."""
    random = Random(seed)
    labels = [number < included for number in range(records)]
    random.shuffle(labels)
    return [_record(random, label=label) for label in labels], labels


def _record(random: Random, *, label: bool) -> Record:
    def words(count: int) -> str:
        own = _OWLS if random.random() < (0.4 if label else 0.02) else _OTHERS
        return " ".join(
            random.choice(own if random.random() < 0.3 else _COMMON + _OTHERS) for _ in range(count)
        )

    sentences = " ".join(f"{words(8)}." for _ in range(8))
    return Record(words(6), "" if random.random() < 0.1 else sentences)

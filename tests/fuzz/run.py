"""`make fuzz`: atheris looks for cases in which the reading breaks, led by the code that they reach.

    python -m tests.fuzz.run SECONDS

What is found stays in .fuzz/found, and what reaches new code in .fuzz/corpus, for the next run to begin with.
"""

import importlib
import pkgutil
import sys
from pathlib import Path
from random import Random

try:
    import atheris
except ImportError:
    sys.exit(
        "atheris is not there. `make fuzz` installs it on Linux, x86-64, with Python 3.11 to 3.14; elsewhere build it\n"
        "with clang (https://github.com/google/atheris), or be content with tests/fuzz/test_fuzz.py, which runs anywhere."
    )

FOLDER = Path(__file__).parents[2] / ".fuzz"
SLOWEST = 10.0  # seconds a case: what is watched by the fuzzer is many times slower

with atheris.instrument_imports(include=["worker", "schemas"]):
    import worker.formats
    import worker.normalise

    for room in (worker.formats, worker.normalise):  # formats import their reading when it is used: too late
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            importlib.import_module(module.name)
    from tests.fuzz.mutations import FILES, LARGEST, mutated
    from tests.fuzz.target import case_of, check
    from worker.normalise.language import load_model


def one_case(case: bytes) -> None:
    """What the fuzzer calls."""
    check(case, SLOWEST)


def mutate(case: bytes, most: int, seed: int) -> bytes:
    """Change a case as wires suffer, or as the fuzzer thinks best."""
    random = Random(seed)
    if random.random() < 0.5:
        return bytes(atheris.Mutate(case, most))
    return (case[:1] + mutated(case[1:], random))[:most]


def write_corpus(folder: Path) -> None:
    """Write each sample and twin once for whoever recognises it and once for its own format."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in FILES:
        own = path.parent.name if path.parent.name != "samples" else None
        for name in {None, own}:
            (folder / f"{path.parent.name}-{path.stem}-{name}").write_bytes(case_of(path.read_bytes()[:LARGEST], name))


def main() -> None:
    """Fuzz for so many seconds as the first argument says."""
    seconds = sys.argv[1]
    seeds, corpus, found = FOLDER / "seeds", FOLDER / "corpus", FOLDER / "found"
    write_corpus(seeds)
    corpus.mkdir(exist_ok=True)
    found.mkdir(exist_ok=True)
    load_model()
    options = [
        f"-max_total_time={seconds}", f"-max_len={LARGEST + 1}", "-timeout=30", "-rss_limit_mb=4096", "-print_final_stats=1",
        f"-artifact_prefix={found}/", str(corpus), str(seeds),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], one_case, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

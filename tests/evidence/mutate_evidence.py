#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Changes real evidence in every way somebody would, and asks both verifiers.

    mutate_evidence.py EVIDENCE OTHER KITH [--flips N] [--each N] [--seed N]

EVIDENCE and OTHER are folders of `kith audit export` of two agencies, KITH is
the command. Each mutant is one change to a copy of EVIDENCE. Prints how many of
each kind were made and how many either verifier passed; exits 1 if any was, or
if a verifier does not pass what is unchanged.
"""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "deploy", "verify"))
sys.dont_write_bytecode = True
import verify_kith  # noqa: E402

ENTRY_BYTES = 2 + 113
HOLDS = 0


def both(kith, folder):
    """The exits of both verifiers."""
    ours = subprocess.run([kith, "audit", "verify", folder],
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode
    with open(os.devnull, "w") as silence:
        kept, sys.stdout = sys.stdout, silence
        try:
            theirs = verify_kith.main([folder])
        finally:
            sys.stdout = kept
    return ours, theirs


def files_of(folder):
    found = []
    for at, _, names in os.walk(folder):
        found += [os.path.join(at, name) for name in names]
    return sorted(found)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def openings_in(content):
    """The packed openings, one after another."""
    parts = []
    while content:
        size = 4 + int.from_bytes(content[:4], "big")
        parts.append(content[:size])
        content = content[size:]
    return parts


def entries_in(content):
    return [content[at:at + ENTRY_BYTES]
            for at in range(0, len(content), ENTRY_BYTES)]


def parts_of(path):
    """What a log's file is made of, and None for a file of other kinds."""
    if os.path.basename(path) == "openings":
        return openings_in(read(path))
    if os.sep + "entries" + os.sep in path:
        return entries_in(read(path))
    return None


def removal(parts, dice):
    del parts[dice.randrange(len(parts))]


def reordering(parts, dice):
    one, other = dice.sample(range(len(parts)), 2)
    parts[one], parts[other] = parts[other], parts[one]


def duplication(parts, dice):
    at = dice.randrange(len(parts))
    parts.insert(dice.randrange(len(parts) + 1), parts[at])


def insertion(parts, dice):
    """An entry of the right form that nobody made."""
    made = bytearray(parts[dice.randrange(len(parts))])
    for _ in range(8):
        made[dice.randrange(10, len(made))] ^= dice.randrange(1, 256)
    parts.insert(dice.randrange(len(parts) + 1), bytes(made))


def is_left_out_at_the_end(path, before, after):
    """What a key holder says last, taken away whole: no verifier can miss it,
    and each notes that something was not evaluated."""
    if os.sep + "keyholder" + os.sep not in path or not before.startswith(after):
        return False
    at, ends = 0, {0}
    for part in (openings_in(before) if path.endswith("openings") else []):
        at += len(part)
        ends.add(at)
    return path.endswith("openings") and len(after) in ends


CHANGES = {"removal": removal, "reordering": reordering,
           "duplication": duplication, "insertion": insertion}


class Mutants:
    def __init__(self, arguments):
        self.kith = arguments.kith
        self.dice = random.Random(arguments.seed)
        self.scratch = tempfile.mkdtemp(prefix="kith-mutants-")
        self.copy = os.path.join(self.scratch, "evidence")
        shutil.copytree(arguments.evidence, self.copy)
        self.other = arguments.other
        self.files = files_of(self.copy)
        self.made = {}
        self.passed = {}

    def check(self, kind):
        self.made[kind] = self.made.get(kind, 0) + 1
        if HOLDS in both(self.kith, self.copy):
            self.passed[kind] = self.passed.get(kind, 0) + 1
        total = sum(self.made.values())
        if total % 1000 == 0:
            print("%d mutants" % total, file=sys.stderr, flush=True)

    def with_file(self, path, content, kind):
        before = read(path)
        if content == before or is_left_out_at_the_end(path, before, content):
            return
        write(path, content)
        self.check(kind)
        write(path, before)

    def flips(self, wanted):
        """Bits of all files alike, whatever their length."""
        for number in range(wanted):
            path = self.files[number % len(self.files)]
            content = bytearray(read(path))
            if not content:
                continue
            bit = self.dice.randrange(len(content) * 8)
            content[bit // 8] ^= 1 << bit % 8
            self.with_file(path, bytes(content), "bit flip")

    def of_parts(self, wanted):
        logs = [path for path in self.files if len(parts_of(path) or []) > 1]
        for kind, change in CHANGES.items():
            while self.made.get(kind, 0) < wanted:
                path = self.dice.choice(logs)
                parts = parts_of(path)
                change(parts, self.dice)
                self.with_file(path, b"".join(parts), kind)

    def truncations(self, wanted):
        while self.made.get("truncation", 0) < wanted:
            path = self.dice.choice(self.files)
            content = read(path)
            cut = content[:self.dice.randrange(len(content))] if content else b""
            if content and not is_less_witnessed(path, cut):
                self.with_file(path, cut, "truncation")

    def swapped_chains(self, wanted):
        """Another agency's entries in the place of some of this one's."""
        for path in self.files:
            if os.path.basename(path) != "openings":
                continue
            log = os.path.relpath(path, self.copy)
            theirs = openings_in(read(os.path.join(self.other, log)))
            for _ in range(wanted // 2):
                ours = openings_in(read(path))
                first = self.dice.randrange(len(ours))
                last = self.dice.randrange(first, len(ours)) + 1
                ours[first:last] = self.dice.sample(
                    theirs, self.dice.randrange(1, len(theirs) + 1))
                self.with_file(path, b"".join(ours), "swapped chain")


def is_less_witnessed(path, cut):
    """A checkpoint whose last cosignatures went, whole. Where no more of them
    are demanded that adds nothing and takes nothing (docs/spec/evidence.md)."""
    return (path.endswith("checkpoint") and cut.endswith(b"\n")
            and not cut.endswith(b"\n\n") and b"\n\n" in cut)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("evidence")
    parser.add_argument("other")
    parser.add_argument("kith")
    parser.add_argument("--flips", type=int, default=10000)
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    mutants = Mutants(arguments)
    try:
        unchanged = both(arguments.kith, mutants.copy)
        mutants.flips(arguments.flips)
        mutants.of_parts(arguments.each)
        mutants.truncations(arguments.each)
        mutants.swapped_chains(arguments.each)
        still = both(arguments.kith, mutants.copy)
    finally:
        shutil.rmtree(mutants.scratch)
    print(json.dumps({"unchanged": unchanged, "mutants": mutants.made,
                      "passed by either": mutants.passed}))
    good = unchanged == still == (HOLDS, HOLDS) and not mutants.passed
    return 0 if good and sum(mutants.made.values()) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())

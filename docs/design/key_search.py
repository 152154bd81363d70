#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Searches for the weak match keys of profile standard.

    kith bench families --seed 1 --people 16000 --shared-identifier 0 --out f1
    kith bench matching --map f1/map.textproto --index f1/index.csv \
        --query f1/query.csv --truth truth --features f1.tsv
    docs/design/key_search.py --keys 12 --steps 5000 f1.tsv [more.tsv ...]

A question opens by one strong key (KN) or two weak ones. The search changes one
weak key of the set at a time (simulated annealing) and looks for the most true
pairs opened, under two bounds: false openings a query in the file, and what the
false openings of people far apart come to among a million. Files whose rows name
no family count for recall alone. Only rows without identifiers say anything.
"""
import argparse
import collections
import itertools
import math
import random

STRONG = ("names", "date", "")
NAMES = ("forename", "forename2", "initial", "surname", "surname2",
         "surname_initial", "names", "names2", "initials", "")
DATES = ("date", "year", "yearmonth", "yearday", "daymonth", "")
PLACES = ("postcode", "sector", "house", "postcodehouse", "sectorhouse", "")
# About how many bits of a town of a million a part tells. A key of fewer than
# LEAST_BITS would be shared by crowds.
BITS = {"forename": 7, "initial": 3.8, "forename2": 5.5, "surname": 8,
        "surname_initial": 4, "surname2": 5.7, "names": 15, "names2": 10.8,
        "initials": 7.3, "date": 14, "year": 5.5, "yearmonth": 9,
        "yearday": 10.4, "daymonth": 8.2, "postcode": 14.5, "sector": 8,
        "house": 5.5, "postcodehouse": 18, "sectorhouse": 13.5, "": 0}
LEAST_BITS = 12.5
MOST_ROWS = 200  # Of one key in one file: a crowd is not published.


def candidates():
    for key in itertools.product(NAMES, DATES, PLACES):
        if (key[0] or key[1]) and sum(BITS[part] for part in key) >= LEAST_BITS:
            yield key


def both(one, others):
    return [" ".join(sorted((one, other))) for other in others] if one else []


def parts(row):
    """The values of every part of one row."""
    forename = row["forename"] if len(row["forename"]) > 1 else ""
    skeleton = row["forename_skeleton"] if forename else ""
    names = [n for n in (row["surname"] + " " + row["previous_surnames"]).split()
             if len(n) > 1]
    skeletons = list(dict.fromkeys(row["surname_skeletons"].split()))
    twos = sorted({n[:2] for n in names})
    initials = sorted({n[:1] for n in names})
    year, month, day = (int(row[c] or 0) for c in ("year", "month", "day"))
    low, high = min(month, day), max(month, day)
    full = row["date_quality"] == "full"
    postcode = row["outward"] + row["inward"] if row["inward"] else ""
    sector, house = postcode[:-2], row["house"]
    one = lambda text: [text] if text else []
    return {
        "": [""],
        "forename": one(skeleton), "forename2": one(forename[:2]),
        "initial": one(row["forename"][:1]),
        "surname": skeletons, "surname2": twos, "surname_initial": initials,
        "names": both(skeleton, skeletons), "names2": both(forename[:2], twos),
        "initials": both(row["forename"][:1], initials),
        "date": one(f"{year}{low:02}{high:02}" if full else ""),
        "year": one(str(year) if row["date_quality"] != "none" else ""),
        "yearmonth": one(f"{year}-{month}" if full else ""),
        "yearday": one(f"{year}/{day}" if full else ""),
        "daymonth": one(f"{low}.{high}" if full else ""),
        "postcode": one(postcode), "sector": one(sector), "house": one(house),
        "postcodehouse": one(postcode and house and f"{postcode} {house}"),
        "sectorhouse": one(sector and house and f"{sector} {house}"),
    }


def values(of, key):
    return {"|".join(combination)
            for combination in itertools.product(*(of[part] for part in key))}


def read(path):
    with open(path, encoding="utf-8") as lines:
        header = next(lines).rstrip("\n").split("\t")
        rows = [dict(zip(header, line.rstrip("\n").split("\t"))) for line in lines]
    index = [row for row in rows if row["side"] == "index"]
    return index, [row for row in rows if row["side"] == "query"]


class Sample:
    """How many pairs of one file share which keys, by a mask of them."""

    def __init__(self, path, keys):
        index, query = read(path)
        index_parts = [parts(row) for row in index]
        query_parts = [parts(row) for row in query]
        masks = collections.defaultdict(int)
        for number, key in enumerate(keys):
            rows = collections.defaultdict(list)
            for i, of in enumerate(index_parts):
                for value in values(of, key):
                    rows[value].append(i)
            for j, of in enumerate(query_parts):
                for value in values(of, key):
                    if len(rows.get(value, ())) > MOST_ROWS:
                        continue
                    for i in rows.get(value, ()):
                        masks[i, j] |= 1 << number
        self.path, self.queries = path, len(query)
        self.has_families = any(row["family"] for row in index)
        self.true, self.near, self.far = (collections.Counter() for _ in range(3))
        for (i, j), mask in masks.items():
            a, b = index[i], query[j]
            if a["truth"] == b["truth"]:
                self.true[mask] += 1
            elif a["family"] and (a["family"] == b["family"] or
                                  (a["outward"], a["inward"]) == (b["outward"], b["inward"])):
                self.near[mask] += 1
            else:
                self.far[mask] += 1
        counts = collections.Counter(row["truth"] for row in index)
        self.pairs = sum(counts[row["truth"]] for row in query)
        self.people = len(index)

    def figures(self, strong, weak):
        def opened(masks):
            return sum(count for mask, count in masks.items()
                       if mask & strong or bin(mask & weak).count("1") >= 2)
        return (opened(self.true) / max(1, self.pairs),
                opened(self.near) / max(1, self.queries),
                opened(self.far) / max(1, self.queries))


def score(samples, strong, chosen):
    weak = sum(1 << i for i in chosen)
    total = 0.0
    for sample in samples:
        recall, near, far = sample.figures(strong, weak)
        if not sample.has_families:
            total += 0.5 * (recall - max(0, far - 0.02))
            continue
        in_a_million = near + far * 1_000_000 / sample.people
        total += (recall - 0.002 * (near + far) - 0.5 * max(0, near + far - 0.27)
                  - 0.05 * max(0, in_a_million - 1.7))
    return total


def search(samples, keys, wanted, steps, dice):
    strong = 1 << keys.index(STRONG)
    pool = [i for i, key in enumerate(keys) if key != STRONG]
    now = dice.sample(pool, wanted)
    here = score(samples, strong, now)
    best, most = list(now), here
    for step in range(steps):
        heat = 0.006 * (1 - step / steps) ** 2 + 1e-6
        trial = list(now)
        trial[dice.randrange(wanted)] = dice.choice(pool)
        if len(set(trial)) < wanted:
            continue
        there = score(samples, strong, trial)
        if there > here or dice.random() < math.exp((there - here) / heat):
            now, here = trial, there
        if here > most:
            best, most = list(now), here
    return sorted(best), strong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("features", nargs="+", help="from kith bench matching --features")
    parser.add_argument("--keys", type=int, default=12, help="weak keys wanted")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    keys = list(candidates())
    samples = [Sample(path, keys) for path in options.features]
    best, strong = search(samples, keys, options.keys, options.steps,
                          random.Random(options.seed))
    for i in best:
        print("  " + " ".join(part for part in keys[i] if part))
    weak = sum(1 << i for i in best)
    for sample in samples:
        recall, near, far = sample.figures(strong, weak)
        print(f"{sample.path}: S1 {recall:.4f}, false openings a query: "
              f"{near:.4f} near, {far:.4f} far")


if __name__ == "__main__":
    main()

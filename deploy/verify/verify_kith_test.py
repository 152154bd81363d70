#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What verify_kith.py finds, on folders that are made here.

    python3 verify_kith_test.py

With KITH_LONG=1 in the environment, the long tests too, with their figures.
"""

import base64
import collections
import contextlib
import functools
import hashlib
import hmac
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import verify_kith  # noqa: E402

PROGRAM = os.path.join(HERE, "verify_kith.py")
SPEC = os.path.join(HERE, "..", "..", "docs", "spec")
LONG = os.environ.get("KITH_LONG") == "1"

HOLDS, FINDINGS, CANNOT_VERIFY = 0, 1, 2


# Signing, as RFC 8032 section 5.1.6 has it. The verifier has no signer.

Q = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, Q - 2, Q) % Q
BASE = (int("15112221349535400772501151409588531511"
            "454012693041857206046113283949847762202"),
        int("46316835694926478169428394003475163141"
            "307993866256225615783033603165251855960"))


def add(p, q):
    """Affine, by the curve's one addition law."""
    product = CURVE_D * p[0] * q[0] * p[1] * q[1] % Q
    x = (p[0] * q[1] + q[0] * p[1]) * pow(1 + product, Q - 2, Q)
    y = (p[1] * q[1] + p[0] * q[0]) * pow(1 - product, Q - 2, Q)
    return x % Q, y % Q


POWERS_OF_BASE = [BASE]


def times_base(scalar):
    total = (0, 1)
    for bit in range(scalar.bit_length()):
        if bit == len(POWERS_OF_BASE):
            POWERS_OF_BASE.append(add(POWERS_OF_BASE[-1], POWERS_OF_BASE[-1]))
        if scalar >> bit & 1:
            total = add(total, POWERS_OF_BASE[bit])
    return total


def encode_point(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def seed(number):
    return bytes([number]) * 32


@functools.lru_cache(None)
def secret_of(seed_bytes):
    digest = hashlib.sha512(seed_bytes).digest()
    scalar = int.from_bytes(digest[:32], "little")
    scalar = scalar & ((1 << 254) - 8) | 1 << 254
    return scalar, digest[32:], encode_point(times_base(scalar))


def public_key(seed_bytes):
    return secret_of(seed_bytes)[2]


def challenge(r, key, message):
    digest = hashlib.sha512(r + key + message).digest()
    return int.from_bytes(digest, "little") % ORDER


@functools.lru_cache(None)
def sign(seed_bytes, message):
    scalar, prefix, key = secret_of(seed_bytes)
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(),
                           "little") % ORDER
    r = encode_point(times_base(nonce))
    s = (nonce + challenge(r, key, message) * scalar) % ORDER
    return r + s.to_bytes(32, "little")


# Writing protobuf

Fixed64 = collections.namedtuple("Fixed64", "value")
Fixed32 = collections.namedtuple("Fixed32", "value")


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, Fixed64):
        return varint(number << 3 | 1) + struct.pack("<Q", value.value)
    if isinstance(value, Fixed32):
        return varint(number << 3 | 5) + struct.pack("<I", value.value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def message(*fields):
    """The fields in order, defaults left out."""
    defaults = (0, "", b"", Fixed64(0), Fixed32(0))
    return b"".join(field(*one) for one in fields if one[1] not in defaults)


# A tree by the words of RFC 6962 section 2.1


def sha256(data):
    return hashlib.sha256(data).digest()


def tree_hash(leaf_hashes):
    if len(leaf_hashes) < 2:
        return leaf_hashes[0] if leaf_hashes else sha256(b"")
    k = 1
    while k * 2 < len(leaf_hashes):
        k *= 2
    return sha256(b"\1" + tree_hash(leaf_hashes[:k])
                  + tree_hash(leaf_hashes[k:]))


def tiles_of(leaf_hashes):
    """{(level, number, width): tile}."""
    tiles, level, size = {}, 0, len(leaf_hashes)
    while size // 256**level:
        span = 256**level
        count = size // span
        hashes = [tree_hash(leaf_hashes[at * span:(at + 1) * span])
                  for at in range(count)]
        for at in range(0, count, 256):
            part = hashes[at:at + 256]
            tiles[level, at // 256, len(part)] = b"".join(part)
        level += 1
    return tiles


def tile_path(number, width):
    digits = "%09d" % number
    groups = [digits[:3], digits[3:6], digits[6:]]
    while len(groups) > 1 and groups[0] == "000":
        groups = groups[1:]
    path = "/".join(["x" + one for one in groups[:-1]] + groups[-1:])
    return path + (".p/%d" % width if width < 256 else "")


# A world: a network of four agencies, and what two logs say

EVENTS = dict(ACCEPTED=1, REFUSED=2, RELEASED=3, ABORTED=4, CONSENT=5,
              WITHDRAWN=6,
              PUBLISHED=7, MEMBERSHIP=8, ERASED=14, RESTORE=15, HEARTBEAT=16,
              ALARM=18, ASKED=32, SHOWN=33, ANSWERED=34, TOUCH=35,
              IMPORTED=36, STAFF=37, PROVED=42, EVALUATED=48)
START = 1790000000000
MINUTE = 60000

ORIGIN = "kith.example/northshire/test/2026"
AGENCY = "northshire-hv"
SCHOOL = "riverton-school"
CLINIC = "fenwick-clinic"
COUNCIL = "northshire-council"  # Operates the broker.
SEEDS = {AGENCY: seed(2), SCHOOL: seed(11), CLINIC: seed(12),
         COUNCIL: seed(13)}
BROKER_SEED, ADMINISTRATOR_SEED, HOLDER_SEED = seed(4), seed(5), seed(6)
NETWORK_ID = b"n" * 32


class Entry:
    """An entry as it is meant, and what a test makes wrong with it."""

    def __init__(self, event, agency, detail, at, roots=None):
        self.event, self.agency, self.detail = EVENTS[event], agency, detail
        self.time = START + at
        self.public_part = (sha256(b"kith/v1/release" + roots[0] + roots[1])
                            if roots else bytes(32))
        self.wrong = {}  # Name of a part -> what stands in its place.
        self.is_erased = False
        self.under = None  # Another network file than the log's.
        self.is_lost = False  # A leaf from a mirror: in nobody's chain.


def enquiry_detail(enquiry, roots=(b"", b""), broker_index=0, *more):
    return message((1, enquiry), (2, sha256(enquiry)), (3, "support"),
                   (7, 1), (9, roots[0]), (10, roots[1]),
                   (14, Fixed64(broker_index)), *more)


def restore_detail(first, end):
    return message((1, Fixed64(first)), (2, Fixed64(end)), (3, seed(0x66)))


class Book:
    """A log."""

    def __init__(self):
        self.entries = []
        self.under = None  # The hash of the network file, if that matters.

    def add(self, event, agency, detail, at, roots=None):
        self.entries.append(Entry(event, agency, detail, at, roots))
        return len(self.entries) - 1

    def enquiry(self, event, enquiry, at, broker_index=0, agency=AGENCY):
        roots = (seed(0x51), seed(0x52)) if event == "RELEASED" else None
        return self.add(event, agency,
                        enquiry_detail(enquiry, roots or (b"", b""),
                                       broker_index), at, roots)

    def erase(self, index, at, agency=AGENCY, why="request"):
        self.entries[index].is_erased = True
        detail = message((1, struct.pack("<Q", index)), (2, why))
        return self.add("ERASED", agency, detail, at)

    def lose(self, first, end, at, agency=AGENCY):
        for entry in self.entries[first:end]:
            entry.is_lost = True
        return self.add("RESTORE", agency, restore_detail(first, end), at)

    def seal(self):
        """(leaves, [(index, LeafOpening)] of the agency)."""
        leaves, openings, chains = [], [], {}
        for index, entry in enumerate(self.entries):
            wrong = entry.wrong
            sequence, previous = chains.get(entry.agency, (1, bytes(32)))
            opening = wrong.get("opening", message(
                (1, wrong.get("event", entry.event)),
                (2, wrong.get("agency", entry.agency)),
                (3, Fixed64(wrong.get("sequence", sequence))),
                (4, wrong.get("previous", previous)), (5, entry.detail)))
            salt = sha256(b"salt %d" % index)
            commitment = sha256(
                b"kith/v1/commitment" + hmac.new(salt, opening,
                                                 "sha256").digest()
                + entry.public_part)
            leaf = (bytes([wrong.get("version", 1)])
                    + struct.pack(">QQ", wrong.get("index", index),
                                  entry.time)
                    + commitment + (entry.under or self.under
                                    or seed(0x33)) + seed(0x44))
            leaves.append(leaf)
            if entry.is_lost:
                continue
            chains[entry.agency] = (sequence + 1, sha256(b"\0" + leaf))
            if entry.agency == AGENCY and not entry.is_erased:
                openings.append((index, message(
                    (1, Fixed64(index)), (2, leaf), (3, salt), (4, opening),
                    (5, entry.public_part))))
        return leaves, openings


def note_line(name, kind, key, signature):
    key_id = sha256(name.encode() + b"\n" + bytes([kind]) + key)[:4]
    return "\u2014 %s %s\n" % (
        name, base64.b64encode(key_id + signature).decode())


def cosignature(agency, text, seconds=1790000000, name=None):
    signature = sign(SEEDS[agency],
                     b"cosignature/v1\ntime %d\n" % seconds + text)
    return note_line(name or ORIGIN + "/agency/" + agency, 4,
                     public_key(SEEDS[agency]),
                     struct.pack(">Q", seconds) + signature)


def under_label(network_id, label, body):
    return (b"kith/v1/sig\0" + network_id + bytes([len(label)])
            + label.encode() + struct.pack(">I", len(body)) + body)


class World:
    """A good network and two good logs, until a test changes them."""

    def __init__(self):
        self.broker, self.own = Book(), Book()
        self.quorum, self.cosigners = 1, [SCHOOL, COUNCIL]
        self.own_cosigners = []
        self.operator = COUNCIL
        self.agency_ids = [AGENCY, SCHOOL, CLINIC, COUNCIL]
        self.keys = {one: public_key(SEEDS[one]) for one in self.agency_ids}
        self.signers = [("Ines Okafor", ADMINISTRATOR_SEED)]
        self.name, self.version, self.origin = "northshire", 7, ORIGIN
        self.holders, self.epochs = ["holder-one"], [1]
        self.holder_logs = {"holder-one": Book()}
        self.holder_key = public_key(HOLDER_SEED)
        self.administrators = ["Ines Okafor"]
        self.network_tail = b""
        self.test_network = 1
        self.retention = b""

    def network_body(self):
        broker = message((1, "broker.example:443"), (2, seed(3)),
                         (3, public_key(BROKER_SEED)), (4, self.origin),
                         (5, self.operator))
        parts = [message((1, self.name), (2, NETWORK_ID), (3, self.version),
                         (6, self.test_network))]
        parts += [field(11, message((1, one))) for one in self.epochs]
        parts += [message((12, self.quorum), (13, broker))]
        parts += [field(14, message((1, one), (4, 1), (5, self.holder_key)))
                  for one in self.holders]
        parts += [field(15, message(
            (1, one), (2, one.title()), (3, "health"), (4, seed(8)),
            (5, self.keys[one]))) for one in self.agency_ids]
        parts += [field(16, message(
            (1, one), (2, public_key(ADMINISTRATOR_SEED))))
            for one in self.administrators]
        if self.retention:
            parts += [field(26, self.retention)]
        return b"".join(parts) + self.network_tail

    def network_file(self):
        body = self.network_body()
        text = under_label(NETWORK_ID, "network-file", body)
        return field(1, body) + b"".join(
            field(2, message((1, name), (2, sign(key, text))))
            for name, key in self.signers)

    def write(self, root):
        os.makedirs(root)
        put(root, "agency.txt", AGENCY.encode() + b"\n")
        put(root, "network.kith", self.network_file())
        for book in [self.broker, self.own] + list(self.holder_logs.values()):
            book.under = book.under or sha256(self.network_body())
        write_log(root, "broker", self.broker, ORIGIN, BROKER_SEED,
                  self.cosigners)
        write_log(root, "agent", self.own, ORIGIN + "/agency/" + AGENCY,
                  SEEDS[AGENCY], self.own_cosigners)
        for name, book in self.holder_logs.items():
            write_log(root, "keyholder/" + name, book,
                      ORIGIN + "/keyholder/" + name, HOLDER_SEED, [])
        return root


def write_log(root, where, book, origin, key, cosigners):
    leaves, openings = book.seal()
    hashes = [sha256(b"\0" + leaf) for leaf in leaves]
    text = checkpoint_text(origin, len(leaves), tree_hash(hashes))
    put(root, where + "/checkpoint",
        text + b"\n" + note_line(origin, 1, public_key(key),
                                 sign(key, text)).encode()
        + b"".join(cosignature(one, text).encode() for one in cosigners))
    for (level, number, width), tile in tiles_of(hashes).items():
        put(root, "%s/tile/%d/%s" % (where, level, tile_path(number, width)),
            tile)
    for at in range(0, len(leaves), 256):
        part = leaves[at:at + 256]
        put(root, "%s/tile/entries/%s" % (where, tile_path(at // 256,
                                                           len(part))),
            b"".join(b"\0\x71" + leaf for leaf in part))
    put(root, where + "/openings", framed(one for _, one in openings))


def checkpoint_text(origin, size, root):
    return ("%s\n%d\n%s\n" % (origin, size,
                              base64.b64encode(root).decode())).encode()


def framed(openings):
    return b"".join(struct.pack(">I", len(one)) + one for one in openings)


def unframed(data):
    openings = []
    while data:
        length, = struct.unpack(">I", data[:4])
        openings.append(data[4:4 + length])
        data = data[4 + length:]
    return openings


def put(root, name, data):
    path = os.path.join(root, *name.split("/"))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def get(root, name):
    with open(os.path.join(root, *name.split("/")), "rb") as file:
        return file.read()


def files_of(root):
    return sorted(
        os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
        for folder, _, names in os.walk(root) for name in names)


ANSWERED, BROKEN_OFF, TURNED_DOWN = b"a" * 16, b"b" * 16, b"c" * 16
FIRST_BATCH, SECOND_BATCH = b"1" * 16, b"2" * 16


def batch(name, count=16):
    return message((1, "ask"), (2, Fixed64(count)), (3, name))


def small_world():
    """One enquiry, answered."""
    world = World()
    world.cosigners = [SCHOOL]
    world.own.enquiry("ASKED", ANSWERED, 0)
    world.broker.enquiry("ACCEPTED", b"z" * 16, 0, agency=SCHOOL)
    world.broker.enquiry("ACCEPTED", ANSWERED, 100)
    released = world.broker.enquiry("RELEASED", ANSWERED, 1600)
    world.own.enquiry("SHOWN", ANSWERED, 1700, released)
    return world


def full_world():
    """Enquiries answered, broken off and refused; two entries erased."""
    world = small_world()
    own, broker = world.own, world.broker
    broker.add("CONSENT", AGENCY, message((1, b"r" * 16), (3, seed(9)),
                                          (5, "agreement on paper")),
               5 * MINUTE)                                      # 3, erased
    own.add("IMPORTED", AGENCY, message((1, "csv"), (2, Fixed64(40))),
            5 * MINUTE)                                         # 2, erased
    own.enquiry("ASKED", BROKEN_OFF, 10 * MINUTE)               # 3
    broker.enquiry("ACCEPTED", BROKEN_OFF, 10 * MINUTE)         # 4
    broker.enquiry("ABORTED", BROKEN_OFF, 10 * MINUTE + 2000)   # 5
    own.enquiry("ASKED", TURNED_DOWN, 20 * MINUTE)              # 4
    broker.enquiry("REFUSED", TURNED_DOWN, 20 * MINUTE)         # 6
    own.add("REFUSED", AGENCY, enquiry_detail(
        TURNED_DOWN, (b"", b""), 0,
        (15, message((1, "asker_role"), (2, "practitioner")))),
        20 * MINUTE + 50)                                       # 5
    own.add("STAFF", AGENCY, message((1, "added"), (2, Fixed64(1))),
            25 * MINUTE)                                        # 6
    broker.add("ALARM", AGENCY, message((1, b"u" * 16), (2, "late"),
                                        (3, AGENCY)), 25 * MINUTE)  # 7
    own.erase(2, 40 * MINUTE)                                   # 7
    broker.erase(3, 40 * MINUTE)                                # 8
    broker.add("PUBLISHED", CLINIC, message((1, "rows")), 60 * MINUTE)
    return world


def small_evaluated_world():
    world = small_world()
    world.own.add("EVALUATED", AGENCY, batch(FIRST_BATCH), 1800)
    holder = world.holder_logs["holder-one"]
    holder.add("EVALUATED", AGENCY, batch(FIRST_BATCH), 1800)
    return world


def evaluated_world():
    """The same, with what the key holder says of it."""
    world = full_world()
    own, holder = world.own, world.holder_logs["holder-one"]
    holder.add("EVALUATED", SCHOOL, batch(b"s" * 16), 10)
    for name in (FIRST_BATCH, SECOND_BATCH):
        own.add("EVALUATED", AGENCY, batch(name), 40 * MINUTE)  # 8, 9
        holder.add("EVALUATED", AGENCY, batch(name), 40 * MINUTE)
    return world


def run(root, *options):
    """(exit, what was printed)."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = verify_kith.run([root] + list(options))
    return code, out.getvalue() + err.getvalue()


class EvidenceTest(unittest.TestCase):
    """A folder of its own for each test."""

    def setUp(self):
        self.top = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.top)
        self.root = os.path.join(self.top, "evidence")

    def written(self, world):
        return world.write(self.root)

    def assert_run(self, code, *words):
        got, text = run(self.root)
        flat = " ".join(text.split())
        self.assertEqual(got, code, text)
        for word in words:
            self.assertIn(word, flat)
        return flat

    def assert_world(self, world, code, *words):
        self.written(world)
        return self.assert_run(code, *words)

    def change(self, name, old, new):
        data = get(self.root, name)
        self.assertIn(old, data)
        put(self.root, name, data.replace(old, new, 1))

    def sign_again(self, where, origin, key, size=None):
        """A checkpoint over whatever the bundles now hold."""
        leaves = []
        base = os.path.join(self.root, where, "tile", "entries")
        for name in files_of(base):
            data = get(base, name)
            leaves += [data[at + 2:at + 115]
                       for at in range(0, len(data), 115)]
        hashes = [sha256(b"\0" + leaf) for leaf in leaves]
        text = checkpoint_text(origin, size or len(leaves), tree_hash(hashes))
        put(self.root, where + "/checkpoint",
            text + b"\n" + note_line(origin, 1, public_key(key),
                                     sign(key, text)).encode())


# Ed25519

# RFC 8032 section 7.1: public key, message, signature.
RFC_8032 = {
    "TEST 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8"
        "821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    "TEST 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085a"
        "c1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    "TEST 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff"
        "9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    "TEST 1024": (
        "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
        "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98"
        "fa6e264bf09efe12ee50f8f54e9f77b1e355f6c50544e23fb1433ddf73be84d8"
        "79de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a1b270b20329d"
        "658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc"
        "1a858efcb8550ee3a5e1998bd177e93a7363c344fe6b199ee5d02e82d522c4fe"
        "ba15452f80288a821a579116ec6dad2b3b310da903401aa62100ab5d1a36553e"
        "06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573cb116dbef"
        "efd75499da96bd68a8a97b928a8bbc103b6621fcde2beca1231d206be6cd9ec7"
        "aff6f6c94fcd7204ed3455c68c83f4a41da4af2b74ef5c53f1d8ac70bdcb7ed1"
        "85ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5d0532ed8a5aa3fb2"
        "d17ba70eb6248e594e1a2297acbbb39d502f1a8c6eb6f1ce22b3de1a1f40cc24"
        "554119a831a9aad6079cad88425de6bde1a9187ebb6092cf67bf2b13fd65f270"
        "88d78b7e883c8759d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63bcbcc"
        "2732e69485bbc9c90bfbd62481d9089beccf80cfe2df16a2cf65bd92dd597b07"
        "07e0917af48bbb75fed413d238f5555a7a569d80c3414a8d0859dc65a46128ba"
        "b27af87a71314f318c782b23ebfe808b82b0ce26401d2e22f04d83d1255dc51a"
        "ddd3b75a2b1ae0784504df543af8969be3ea7082ff7fc9888c144da2af58429e"
        "c96031dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9b47acdb7"
        "51fb73e666c6c655ade8297297d07ad1ba5e43f1bca32301651339e22904cc8c"
        "42f58c30c04aafdb038dda0847dd988dcda6f3bfd15c4b4c4525004aa06eeff8"
        "ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34df"
        "f7310fdc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08"
        "d78ff4ef5d63653a65040cf9bfd4aca7984a74d37145986780fc0b16ac451649"
        "de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939ae49e4"
        "88acba6b965610b5480109c8b17b80e1b7b750dfc7598d5d5011fd2dcc5600a3"
        "2ef5b52a1ecc820e308aa342721aac0943bf6686b64b2579376504ccc493d97e"
        "6aed3fb0f9cd71a43dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5f"
        "b93246f6b1116398a346f1a641f3b041e989f7914f90cc2c7fff357876e506b5"
        "0d334ba77c225bc307ba537152f3f1610e4eafe595f6d9d90d11faa933a15ef1"
        "369546868a7f3a45a96768d40fd9d03412c091c6315cf4fde7cb68606937380d"
        "b2eaaa707b4c4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c"
        "0618983f8741c5ef68d3a101e8a3b8cac60c905c15fc910840b94c00a0b9d0",
        "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350aa53"
        "71b1508f9f4528ecea23c436d94b5e8fcd4f681e30a6ac00a9704a188a03"),
    "TEST SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b5890935"
        "1fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
}

# Each of the eight points of small order, in its one form.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"]


class SignatureTest(unittest.TestCase):
    def holds(self, key, text, signature):
        return verify_kith.signature_holds(key, text, signature)

    def test_takes_the_vectors_of_the_standard(self):
        for name, parts in RFC_8032.items():
            with self.subTest(name):
                key, text, signature = map(bytes.fromhex, parts)
                self.assertTrue(self.holds(key, text, signature))

    def test_refuses_each_vector_with_another_message(self):
        for name, parts in RFC_8032.items():
            with self.subTest(name):
                key, text, signature = map(bytes.fromhex, parts)
                self.assertFalse(self.holds(key, text + b"x", signature))

    def test_refuses_every_flipped_bit_of_signature_and_key(self):
        key, text, signature = map(bytes.fromhex, RFC_8032["TEST 2"])
        for bit in range(0, 768, 1 if LONG else 7):
            flipped = bytearray(signature + key)
            flipped[bit // 8] ^= 1 << bit % 8
            self.assertFalse(self.holds(bytes(flipped[64:]), text,
                                        bytes(flipped[:64])), bit)

    def test_refuses_s_that_is_not_reduced(self):
        key, text, signature = map(bytes.fromhex, RFC_8032["TEST 3"])
        s = int.from_bytes(signature[32:], "little") + ORDER
        self.assertFalse(self.holds(
            key, text, signature[:32] + s.to_bytes(32, "little")))

    def test_refuses_a_key_of_small_order(self):
        # Under such a key, [S]B = R holds for messages nobody signed.
        for point in SMALL_ORDER:
            with self.subTest(point):
                r = encode_point(times_base(7))
                signature = r + (7).to_bytes(32, "little")
                held = [self.holds(bytes.fromhex(point), b"%d" % n, signature)
                        for n in range(16)]
                self.assertEqual(held, [False] * 16)

    def test_refuses_r_of_small_order(self):
        scalar, _, key = secret_of(seed(1))
        for point in SMALL_ORDER:
            with self.subTest(point):
                r = bytes.fromhex(point)
                s = challenge(r, key, b"text") * scalar % ORDER
                self.assertFalse(self.holds(
                    key, b"text", r + s.to_bytes(32, "little")))

    def test_would_hold_for_r_of_small_order_but_for_that_rule(self):
        scalar, _, key = secret_of(seed(1))
        r = bytes.fromhex(SMALL_ORDER[0])
        s = challenge(r, key, b"text") * scalar % ORDER
        with mock.patch.object(verify_kith, "has_small_order",
                               lambda point: False):
            self.assertTrue(self.holds(key, b"text",
                                       r + s.to_bytes(32, "little")))

    def test_refuses_points_in_another_form(self):
        # y and y + p are one number; only y itself is taken. 0 has two signs.
        for y in range(19):
            for sign_bit in (0, 1):
                other = (2**255 - 19 + y | sign_bit << 255)
                self.assertIsNone(
                    verify_kith.point_of(other.to_bytes(32, "little")))
        zero_with_sign = (1 | 1 << 255).to_bytes(32, "little")
        self.assertIsNone(verify_kith.point_of(zero_with_sign))

    def test_refuses_what_is_no_point(self):
        self.assertIsNone(verify_kith.point_of((2).to_bytes(32, "little")))

    def test_points_are_the_same_in_both_coordinates(self):
        x, y, z, t = verify_kith.BASE
        self.assertTrue(verify_kith.same_point(
            (x, y, z, t), (3 * x, 3 * y, 3 * z, 3 * t)))
        self.assertFalse(verify_kith.same_point((x, y, z, t), (-x, y, z, -t)))
        self.assertFalse(verify_kith.same_point((x, y, z, t), (x, -y, z, -t)))

    def test_refuses_other_lengths(self):
        key, text, signature = map(bytes.fromhex, RFC_8032["TEST 2"])
        self.assertFalse(self.holds(key, text, signature + b"\0"))
        self.assertFalse(self.holds(key, text, signature[:-1]))
        self.assertFalse(self.holds(key + b"\0", text, signature))
        self.assertFalse(self.holds(b"", text, b""))

    def test_has_no_cofactor_in_its_equation(self):
        # A signature whose R is off by a point of order 8: the equation times
        # 8 would hold, the equation itself does not.
        scalar, _, key = secret_of(seed(1))
        torsion = verify_kith.point_of(bytes.fromhex(SMALL_ORDER[4]))
        r = encode_point(add(times_base(9), (torsion[0], torsion[1])))
        s = (9 + challenge(r, key, b"text") * scalar) % ORDER
        self.assertIsNotNone(verify_kith.point_of(r))
        self.assertFalse(self.holds(key, b"text",
                                    r + s.to_bytes(32, "little")))


# The values that the specification gives


def page(name):
    with open(os.path.join(SPEC, name), encoding="utf-8") as file:
        return file.read()


def example_blocks(name, heading):
    """What stands between fences below the heading."""
    text = page(name)
    at = text.index("\n%s\n" % heading)
    return re.findall("```\n(.*?)```", text[at:], re.DOTALL)


def hex_parts(block):
    """The byte strings of a block, empty lines between them."""
    return [bytes.fromhex("".join(part.split()))
            for part in block.strip().split("\n\n")]


def root_of(leaves):
    hashes = [sha256(b"\0" + leaf) for leaf in leaves]
    while len(hashes) > 1:
        hashes = verify_kith.parents(hashes)
    return hashes[0]


class SpecificationTest(unittest.TestCase):
    def setUp(self):
        self.log = example_blocks("log.md", "## Example")
        self.opening, = hex_parts(self.log[1])
        self.leaf, self.leaf_hash = hex_parts(self.log[3])
        self.public_part = bytes.fromhex(self.log[0].split()[-1])

    def test_roots_and_public_part_of_a_release(self):
        words = self.log[0].split()
        slots, holders = bytes.fromhex(words[1]), bytes.fromhex(words[3])
        self.assertEqual(root_of([bytes([n]) * 1024 for n in range(16)]),
                         slots)
        self.assertEqual(root_of([bytes([n]) * 32 for n in range(16)]),
                         holders)
        self.assertEqual(sha256(b"kith/v1/release" + slots + holders),
                         self.public_part)
        report = verify_kith.Report()
        detail = {"slots_root": slots, "holders_root": holders}
        verify_kith.check_public_part(
            report, verify_kith.Log("log", "log"), 5, verify_kith.RELEASED,
            detail, self.public_part)
        self.assertEqual(report.findings, [])

    def test_opening_opens_its_leaf(self):
        opening = {"salt": seed(0x5a), "opening": self.opening,
                   "public_part": self.public_part, "leaf": self.leaf}
        self.assertTrue(verify_kith.opens(opening, self.leaf))
        _, commitment = [bytes.fromhex(line)
                         for line in self.log[2].split()]
        self.assertEqual(self.leaf[17:49], commitment)

    def test_opening_says_what_it_says(self):
        inner = verify_kith.parse(self.opening, verify_kith.OPENING, True)
        self.assertEqual(inner["event"], verify_kith.RELEASED)
        self.assertEqual(inner["agency"], "hillview-primary")
        self.assertEqual(inner["agency_sequence"], 2)
        self.assertEqual(inner["agency_previous"], seed(0xcc))
        detail = verify_kith.parse_detail(inner["event"], inner["detail"])
        self.assertEqual(detail["enquiry_id"], b"\xe1" * 16)
        self.assertEqual(detail["shape"], 1)

    def test_leaf_hash_and_root_of_six(self):
        self.assertEqual(len(self.leaf), verify_kith.LEAF_BYTES)
        self.assertEqual(sha256(b"\0" + self.leaf), self.leaf_hash)
        root = hex_parts(self.log[4])[0]
        leaves = [b"leaf %d" % n for n in range(5)] + [self.leaf]
        self.assertEqual(root_of(leaves), root)

    def checkpoint(self):
        text, signature, cosigned = self.log[5].strip().split("\n\n")
        note = "%s\n\n%s\n%s\n" % (text, signature, cosigned)
        return verify_kith.parse_checkpoint(note.encode())

    def test_checkpoint_and_cosignature(self):
        checkpoint = self.checkpoint()
        self.assertEqual((checkpoint.origin, checkpoint.size), (ORIGIN, 6))
        self.assertEqual(checkpoint.root, hex_parts(self.log[4])[0])
        network = verify_kith.Network(
            "northshire", NETWORK_ID, 1, "", 0, {"log_origin": ORIGIN}, {},
            {AGENCY: {"id": AGENCY, "log_key": public_key(seed(2))}}, None)
        report = verify_kith.Report()
        cosigners = verify_kith.check_checkpoint(
            report, "log", checkpoint, ORIGIN, public_key(seed(4)), network)
        self.assertEqual(report.findings, [])
        self.assertEqual(cosigners, {public_key(seed(2))})

    def test_signatures_under_labels(self):
        blocks = example_blocks("signatures.md", "## Examples")
        signed = bytes.fromhex("".join(
            line.split("    ")[0] for line in blocks[1].split("\n")
            ).replace(" ", ""))
        built = verify_kith.under_label(b"n" * 32, b"enquiry", b"hello")
        self.assertEqual(built, signed)
        key, = hex_parts(blocks[0])
        self.assertEqual(key, public_key(seed(1)))
        self.assertTrue(verify_kith.signature_holds(
            key, built, hex_parts(blocks[2])[0]))

    def test_grounds_and_withdrawals(self):
        blocks = example_blocks("signatures.md", "## Examples")
        for block, label in ((blocks[3], b"withdrawal"),
                             (blocks[4], b"ground")):
            body, signature = hex_parts(block)
            text = verify_kith.under_label(b"n" * 32, label, body)
            self.assertTrue(verify_kith.signature_holds(
                public_key(seed(2)), text, signature), label)

    def test_network_file(self):
        blocks = example_blocks("network-file.md", "## Example")
        body, signature = hex_parts(blocks[0])
        file = verify_kith.parse(body, verify_kith.NETWORK_FILE, False)
        self.assertEqual((file["name"], file["network_id"], file["version"]),
                         ("northshire", b"n" * 32, 1))
        text = verify_kith.under_label(b"n" * 32, b"network-file", body)
        self.assertTrue(verify_kith.signature_holds(
            public_key(seed(5)), text, signature))

    def test_network_file_that_lacks_what_a_reader_demands_is_refused(self):
        body, _ = hex_parts(example_blocks("network-file.md", "## Example")[0])
        file = verify_kith.parse(body, verify_kith.NETWORK_FILE, False)
        with self.assertRaises(verify_kith.Malformed):
            verify_kith.demand_well_formed(file)

    def test_enrolment(self):
        blocks = example_blocks("network-file.md", "## Example")
        body, signature = hex_parts(blocks[1])
        key = body[body.index(b"\x12\x20") + 2:][:32]
        text = verify_kith.under_label(bytes(32), b"enrolment", body)
        self.assertTrue(verify_kith.signature_holds(key, text, signature))

    def test_events_are_those_of_the_proto(self):
        with open(os.path.join(SPEC, "..", "..", "proto", "kith", "log", "v1",
                               "log.proto"), encoding="utf-8") as file:
            text = file.read()
        numbers = {int(number) for _, number in
                   re.findall(r"EVENT_(\w+) = (\d+);", text)} - {0}
        self.assertEqual(numbers, set(verify_kith.EVENTS))

    def test_fields_are_those_of_the_protos(self):
        for path, messages in PROTO_MESSAGES.items():
            with open(os.path.join(SPEC, "..", "..", "proto", "kith", *path),
                      encoding="utf-8") as file:
                text = file.read()
            for name, known in messages.items():
                with self.subTest(name):
                    self.assertEqual(fields_of_proto(text, name), {
                        number: field_as_proto(*one)
                        for number, one in known.items()})


PROTO_MESSAGES = {
    ("log", "v1", "log.proto"): {
        "LeafOpening": verify_kith.LEAF_OPENING,
        "EnquiryDetail": verify_kith.ENQUIRY_DETAIL,
        "GroundDetail": verify_kith.GROUND_DETAIL,
        "RecallDetail": verify_kith.RECALL_DETAIL,
        "UrgentDetail": verify_kith.URGENT_DETAIL,
        "HandoverDetail": verify_kith.HANDOVER_DETAIL,
        "CountDetail": verify_kith.COUNT_DETAIL,
        "EvaluationDetail": verify_kith.EVALUATION_DETAIL,
        "ProvedDetail": verify_kith.PROVED_DETAIL,
        "KeyDetail": verify_kith.KEY_DETAIL,
        "ErasedDetail": verify_kith.ERASED_DETAIL,
        "RestoreDetail": verify_kith.RESTORE_DETAIL,
        "AnswerDetail": verify_kith.ANSWER_DETAIL},
    ("network", "v1", "network.proto"): {
        "Retention": verify_kith.RETENTION,
        "Broker": verify_kith.BROKER, "KeyHolder": verify_kith.KEY_HOLDER,
        "Agency": verify_kith.AGENCY, "Reference": verify_kith.REFERENCE,
        "Administrator": verify_kith.ADMINISTRATOR},
    ("policy", "v1", "bundle.proto"): {"FactValue": verify_kith.FACT_VALUE}}


def fields_of_proto(text, name):
    """{number: (name, type, repeated)} as a .proto has them."""
    body = re.search(r"^message %s \{\n(.*?)^\}" % name, text,
                     re.DOTALL | re.MULTILINE).group(1)
    return {int(number): (field_name, kind.split(".")[-1], bool(repeated))
            for repeated, kind, field_name, number in re.findall(
                r"^  (repeated )?([\w.]+) (\w+) = (\d+);", body,
                re.MULTILINE)}


def field_as_proto(name, kind):
    repeated = isinstance(kind, list)
    kind = kind[0] if repeated else kind
    if kind == verify_kith.FIXED64S:
        return name, "fixed64", True
    if isinstance(kind, dict):
        kind = "Reference" if kind is verify_kith.REFERENCE else "FactValue"
    return name, kind, repeated


# The one form of a message


class WireTest(unittest.TestCase):
    MESSAGE = {1: ("number", verify_kith.UINT32),
               2: ("large", verify_kith.UINT64),
               3: ("yes", verify_kith.BOOL),
               4: ("list", verify_kith.FIXED64S),
               5: ("text", verify_kith.STRING)}

    def assert_malformed(self, data, word, *modes):
        for strict in modes or (True, False):
            with self.subTest(data=data, strict=strict):
                with self.assertRaises(verify_kith.Malformed) as caught:
                    verify_kith.parse(data, self.MESSAGE, strict)
                self.assertIn(word, str(caught.exception))

    def test_refused_in_either_way(self):
        self.assert_malformed(b"\x00\x01", "without a number")
        self.assert_malformed(varint(1 << 32) + b"\1", "without a number")
        for wire in (3, 4, 6, 7):
            self.assert_malformed(bytes([1 << 3 | wire]), "unknown form")
        self.assert_malformed(b"\x08", "without an end")
        self.assert_malformed(b"\x08" + b"\x80" * 10 + b"\1",
                              "without an end")
        self.assert_malformed(b"\x10" + b"\xff" * 9 + b"\2", "another form")
        self.assert_malformed(field(1, 1 << 32), "too large")
        self.assert_malformed(field(3, 2), "too large")
        self.assert_malformed(field(4, bytes(9)), "cut short")
        self.assert_malformed(b"\x2a\x02x", "cut short")
        self.assert_malformed(field(5, b"\xc0\x80"), "UTF-8")
        self.assert_malformed(field(1, b"x"), "another form")
        self.assert_malformed(field(1, 1) * 2, "twice")

    def test_refused_by_the_strict_only(self):
        for data, word in ((b"\x08\x81\x00", "another form"),
                           (b"\x88\x00\x01", "another form"),
                           (field(1, 0), "written out"),
                           (field(4, b""), "written out"),
                           (field(2, 1) + field(1, 1), "out of order"),
                           (field(9, 1), "unknown field")):
            self.assert_malformed(data, word, True)
            verify_kith.parse(data, self.MESSAGE, False)

    def test_takes_the_largest(self):
        data = field(1, (1 << 32) - 1) + field(2, (1 << 64) - 1) + field(3, 1)
        values = verify_kith.parse(data, self.MESSAGE, True)
        self.assertEqual(values, {"number": (1 << 32) - 1, "yes": 1,
                                  "large": (1 << 64) - 1, "list": (),
                                  "text": ""})

    def test_takes_a_hundred_and_twenty_eight(self):
        values = verify_kith.parse(field(1, 128), self.MESSAGE, True)
        self.assertEqual(values["number"], 128)


# Good evidence


class GoodEvidenceTest(EvidenceTest):
    def test_small_folder_holds(self):
        self.assert_world(small_world(), HOLDS, "THE EVIDENCE HOLDS")

    def test_full_folder_holds(self):
        text = self.assert_world(full_world(), HOLDS, "3 asked, 1 shown")
        self.assertNotIn("Findings", text)
        self.assertIn(sha256(full_world().network_body()).hex(), text)

    def test_logs_without_entries_hold(self):
        self.assert_world(World(), HOLDS, "0 entries")

    def test_json_has_every_figure(self):
        self.written(full_world())
        code, text = run(self.root, "--json")
        answer = json.loads(text)
        self.assertEqual(code, HOLDS)
        self.assertEqual(len(answer.pop("notes")), 2)
        self.assertEqual(answer, {
            "holds": True, "network": "northshire", "agency": AGENCY,
            "broker_entries": 10, "broker_own_entries": 8, "agent_entries": 8,
            "evaluated": 0, "asked": 3, "shown": 1, "not_answered": 1, "answered": 0,
            "released": 0, "late": 0, "held_back": 0, "witnesses": 1,
            "findings": []})

    def test_an_enquiry_that_never_arrived_is_not_answered(self):
        world = small_world()
        world.own.enquiry("ASKED", BROKEN_OFF, 2 * MINUTE)
        self.assert_world(world, HOLDS, "2 asked, 1 shown, 1 not answered")

    def test_levels_of_tiles(self):
        for size in (1, 255, 256, 257, 512, 700):
            with self.subTest(size):
                self.root = os.path.join(self.top, str(size))
                world = World()
                for n in range(size):
                    world.own.add("STAFF", AGENCY, message((1, "x")), n)
                self.assert_world(world, HOLDS, "%d entries" % size)

    def test_administrators_may_be_several(self):
        world = small_world()
        world.network_tail = field(16, message((1, "Tom Reyes"),
                                               (2, public_key(seed(6)))))
        world.signers.append(("Tom Reyes", seed(6)))
        self.assert_world(world, HOLDS)

    def test_who_leaves_signs_the_version_that_says_so(self):
        world = small_world()
        world.signers.append(("Gone Since", seed(6)))
        self.assert_world(world, HOLDS)

    def test_unknown_fields_of_the_network_file_are_skipped(self):
        world = small_world()
        world.network_tail = field(99, b"later") + field(98, Fixed32(1))
        self.assert_world(world, HOLDS)


# The network file


class NetworkFileTest(EvidenceTest):
    def assert_refused(self, world, *words):
        return self.assert_world(world, CANNOT_VERIFY, *words)

    def test_no_signature(self):
        world = small_world()
        world.signers = []
        self.assert_refused(world, "no signature")

    def test_signature_by_nobody_known(self):
        world = small_world()
        world.signers = [("Nobody", seed(6))]
        self.assert_refused(world, "not signed by two")

    def test_one_of_two_administrators(self):
        world = small_world()
        world.network_tail = field(16, message((1, "Tom Reyes"),
                                               (2, public_key(seed(6)))))
        self.assert_refused(world, "not signed by two")

    def test_one_administrator_of_a_network_that_is_none_for_tests(self):
        world = small_world()
        world.test_network = 0
        self.assert_refused(world, "only a test network may have")

    def test_signature_that_does_not_hold(self):
        world = small_world()
        world.signers = [("Ines Okafor", seed(6))]
        self.assert_refused(world, "does not hold")

    def test_the_same_administrator_twice(self):
        world = small_world()
        world.signers *= 2
        self.assert_refused(world, "signed twice by the same")

    def test_signature_of_another_network_or_label(self):
        for network_id, label in ((bytes(32), "network-file"),
                                  (NETWORK_ID, "enrolment")):
            self.root = os.path.join(self.top, label)
            self.written(small_world())
            body = small_world().network_body()
            signature = sign(ADMINISTRATOR_SEED,
                             under_label(network_id, label, body))
            put(self.root, "network.kith", field(1, body) + field(
                2, message((1, "Ines Okafor"), (2, signature))))
            self.assert_run(CANNOT_VERIFY, "does not hold")

    def test_too_many_signatures(self):
        world = small_world()
        world.signers *= 101
        self.assert_refused(world, "far too many")

    def test_unknown_field_around_the_body(self):
        self.written(small_world())
        data = get(self.root, "network.kith")
        put(self.root, "network.kith", data + field(3, b"x"))
        self.assert_run(CANNOT_VERIFY, "unknown field")

    def test_larger_than_it_can_be(self):
        self.written(small_world())
        put(self.root, "network.kith", bytes((4 << 20) + 1))
        self.assert_run(CANNOT_VERIFY, "longer")

    def test_singular_field_twice(self):
        world = small_world()
        world.network_tail = field(12, 2)
        self.assert_refused(world, "stands twice")

    def test_malformed_wire(self):
        for number, tail in enumerate((
                b"\x0b", b"\x00", varint(99 << 3 | 2) + b"\x7f",
                varint(99 << 3) + b"\xff" * 10 + b"\1", b"\x80")):
            with self.subTest(tail):
                self.root = os.path.join(self.top, str(number))
                world = small_world()
                world.network_tail = tail
                self.assert_refused(world, "not well formed")

    def test_agency_twice(self):
        world = small_world()
        world.agency_ids.append(SCHOOL)
        self.assert_refused(world, "id of its own")

    def test_what_every_reader_demands(self):
        cases = {
            "key holder needs an id": dict(holders=["Holder One"]),
            "administrators": dict(administrators=["Ines Okafor"] * 2),
            "administrators ": dict(administrators=["Ines Okafor", ""]),
            "no name": dict(name="North Shire"),
            "no version": dict(version=0),
            "broker's log": dict(origin="kith example"),
            "broker's log ": dict(origin="kith+example"),
            "broker's log  ": dict(origin=""),
            "no key holder": dict(holders=[]),
            "no epoch": dict(epochs=[]),
        }
        for word, parts in cases.items():
            with self.subTest(parts):
                shutil.rmtree(self.root, ignore_errors=True)
                world = small_world()
                world.__dict__.update(parts)
                self.assert_refused(world, "not well formed", word.strip())

    def test_id_of_another_form(self):
        for one in ("School", "", "a" * 65, "school\n"):
            with self.subTest(one):
                shutil.rmtree(self.root, ignore_errors=True)
                world = small_world()
                world.agency_ids.append(one)
                world.keys[one] = seed(9)
                self.assert_refused(world, "id of its own")

    def test_no_broker(self):
        self.assertEqual(verify_kith.parse(b"", verify_kith.NETWORK_FILE,
                                           False)["broker"], None)
        file = verify_kith.parse(small_world().network_body(),
                                 verify_kith.NETWORK_FILE, False)
        verify_kith.demand_well_formed(file)
        file["broker"] = None
        with self.assertRaises(verify_kith.Malformed):
            verify_kith.demand_well_formed(file)

    def test_key_of_a_wrong_length(self):
        world = small_world()
        world.keys[CLINIC] = b"short"
        self.assert_refused(world, "32 bytes")

    def test_agency_that_is_not_in_it(self):
        self.written(small_world())
        put(self.root, "agency.txt", b"hill-surgery\n")
        self.assert_run(CANNOT_VERIFY, "not in the network file")

    def test_agency_file_of_another_form(self):
        for data in (b"", b"\n", AGENCY.encode(), AGENCY.encode() + b"\r\n",
                     AGENCY.encode() + b"\n\n", b"North\n", b"\xff\n",
                     b"a" * 65 + b"\n"):
            with self.subTest(data):
                shutil.rmtree(self.root, ignore_errors=True)
                self.written(small_world())
                put(self.root, "agency.txt", data)
                self.assert_run(CANNOT_VERIFY, "agency.txt")

    def test_evidence_of_another_agency_of_the_network(self):
        self.written(small_world())
        put(self.root, "agency.txt", SCHOOL.encode() + b"\n")
        self.assert_run(FINDINGS, "not of " + ORIGIN + "/agency/" + SCHOOL)


# Check 1


class CheckpointTest(EvidenceTest):
    def changed(self, old, new, where="broker"):
        self.written(small_world())
        self.change(where + "/checkpoint", old, new)

    def test_signature_by_another_key(self):
        self.written(small_world())
        self.sign_again("broker", ORIGIN, seed(6))
        self.assert_run(FINDINGS, "Broker's log", "not signed by whoever")

    def test_signature_that_does_not_hold(self):
        self.written(small_world())
        data = get(self.root, "agent/checkpoint").decode()
        text, line = data.split("\n\n")
        other = note_line(ORIGIN + "/agency/" + AGENCY, 1,
                          public_key(SEEDS[AGENCY]),
                          sign(SEEDS[AGENCY], b"something else"))
        put(self.root, "agent/checkpoint", (text + "\n\n" + other).encode())
        self.assert_run(FINDINGS, "own log", "nobody answers")

    def test_signature_twice(self):
        self.written(small_world())
        data = get(self.root, "agent/checkpoint")
        line = data.split(b"\n\n")[1]
        put(self.root, "agent/checkpoint", data + line)
        self.assert_run(FINDINGS, "more than once")

    def test_another_origin(self):
        self.written(small_world())
        self.sign_again("agent", ORIGIN + "/agency/" + SCHOOL, SEEDS[AGENCY])
        self.assert_run(FINDINGS, "not the log it is said to be")

    def test_logs_in_each_others_place(self):
        self.written(small_world())
        for old, new in (("broker", "x"), ("agent", "broker"), ("x", "agent")):
            os.rename(os.path.join(self.root, old),
                      os.path.join(self.root, new))
        self.assert_run(FINDINGS, "not the log it is said to be")

    def test_another_size(self):
        self.written(small_world())
        self.sign_again("broker", ORIGIN, BROKER_SEED, size=4)
        self.assert_run(CANNOT_VERIFY, "missing")

    def test_size_beyond_everything(self):
        self.changed(b"\n3\n", b"\n999999999999999999\n")
        self.assert_run(CANNOT_VERIFY, "missing")

    def test_forms_that_are_refused(self):
        for number, (old, new, word) in enumerate((
                (b"\n3\n", b"\n03\n", "number of entries"),
                (b"\n3\n", b"\n+3\n", "number of entries"),
                (b"\n3\n", b"\n3 \n", "number of entries"),
                (b"\n3\n", b"\n\xd9\xa3\n", "number of entries"),
                (b"\n3\n", b"\n3\nmore\n", "three lines"),
                (b"\n\n", b"\nextension\n\n", "three lines"),
                (b"=\n\n", b"\n\n", "base64"),
                (b"=\n\n", b"=\n\n\xe2\x80\x94 a AAAA\n", "signature line"),
                (b"=\n\n", b"=\n\n\xe2\x80\x94 a AAAAAA==\n",
                 "signature line"),
                (b"=\n\n", b"=\n\n\xe2\x80\x94 a AAAAAAA= b\n",
                 "signature line"),
                (b"=\n\n", b"=\n\n\xe2\x80\x94  AAAAAAA=\n", "signature line"),
                (b"=\n\n", b"==\n\n", "base64"),
                (b"\xe2\x80\x94 ", b"- ", "signature line"),
                (b"\xe2\x80\x94 ", b"\xe2\x80\x94  ", "signature line"),
                (b"\xe2\x80\x94 ", b"\xe2\x80\x94 \xc2\xa0", "signature line"),
                (b"kith.example", b"kith\t.example", "control"),
                (b"kith.example", b"\xff", "UTF-8"),
                (b"kith.example", b"kith+example", "three lines"),
                (b"\n\n", b"\n", "no signatures"))):
            with self.subTest(new):
                self.root = os.path.join(self.top, str(number))
                self.changed(old, new)
                self.assert_run(CANNOT_VERIFY, "broker/checkpoint", word)

    def test_base64_whose_last_bits_are_not_zero(self):
        self.written(small_world())
        data = get(self.root, "broker/checkpoint").split(b"\n")
        last = data[2][-2:-1]
        digits = (b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                  b"0123456789+/")
        data[2] = data[2][:-2] + digits[digits.index(last) + 1:][:1] + b"="
        put(self.root, "broker/checkpoint", b"\n".join(data))
        self.assert_run(CANNOT_VERIFY, "base64 in another form")

    def test_root_of_another_length(self):
        self.written(small_world())
        root = get(self.root, "broker/checkpoint").split(b"\n")[2]
        self.change("broker/checkpoint", root, root[:40])
        self.assert_run(CANNOT_VERIFY, "the root")

    def test_without_a_last_line_end(self):
        self.written(small_world())
        put(self.root, "agent/checkpoint",
            get(self.root, "agent/checkpoint")[:-1])
        self.assert_run(CANNOT_VERIFY, "no signatures")

    def test_too_long_or_too_many_signatures(self):
        self.written(small_world())
        data = get(self.root, "broker/checkpoint")
        put(self.root, "broker/checkpoint",
            data + note_line("other", 1, seed(1), bytes(64)).encode() * 98)
        self.assert_run(FINDINGS, "no agency")
        put(self.root, "broker/checkpoint",
            data + note_line("other", 1, seed(1), bytes(64)).encode() * 99)
        self.assert_run(CANNOT_VERIFY, "too many signatures")
        put(self.root, "broker/checkpoint", data + b"x" * (64 << 10))
        self.assert_run(CANNOT_VERIFY, "longer")

    def appended(self, *lines):
        world = small_world()
        world.quorum = 0
        self.written(world)
        data = get(self.root, "broker/checkpoint")
        put(self.root, "broker/checkpoint",
            data + "".join(lines).encode())
        return data.split(b"\n\n")[0] + b"\n"

    def test_signature_of_no_agency(self):
        self.appended(note_line("elsewhere.example/w", 4, seed(1), bytes(72)))
        self.assert_run(FINDINGS, "elsewhere.example/w, which is no agency")

    def test_agency_that_signs_as_a_log(self):
        self.appended(note_line(ORIGIN + "/agency/" + CLINIC, 1,
                                public_key(SEEDS[CLINIC]), bytes(64)))
        self.assert_run(FINDINGS, "which is no agency")

    def test_cosignature_that_does_not_hold(self):
        self.appended(cosignature(CLINIC, b"another text\n"))
        self.assert_run(FINDINGS, "fenwick-clinic as a witness does not hold")

    def test_cosignature_at_another_time(self):
        text = self.appended()
        line = cosignature(CLINIC, text)
        data = bytearray(base64.b64decode(line.split()[2]))
        data[11] ^= 1
        line = "\u2014 %s %s\n" % (line.split()[1],
                                   base64.b64encode(bytes(data)).decode())
        self.appended_to(line)
        self.assert_run(FINDINGS, "as a witness does not hold")

    def test_cosignature_of_another_length(self):
        text = self.appended()
        key = SEEDS[CLINIC]
        signature = sign(key, b"cosignature/v1\ntime 7\n" + text)
        for data in (signature, struct.pack(">Q", 7) + signature + b"\0"):
            self.appended_to(note_line(ORIGIN + "/agency/" + CLINIC, 4,
                                       public_key(key), data))
            self.assert_run(FINDINGS, "as a witness does not hold")

    def test_cosignature_after_the_end_of_time(self):
        text = self.appended()
        self.appended_to(cosignature(CLINIC, text, seconds=1 << 63))
        self.assert_run(FINDINGS, "as a witness does not hold")

    def test_cosignature_in_anothers_name(self):
        text = self.appended()
        self.appended_to(cosignature(
            CLINIC, text, name=ORIGIN + "/agency/" + COUNCIL))
        self.assert_run(FINDINGS, "which is no agency")

    def test_cosignature_twice(self):
        text = self.appended()
        self.appended_to(cosignature(SCHOOL, text, seconds=1790000001))
        self.assert_run(FINDINGS, "two signatures of riverton-school")

    def appended_to(self, line):
        shutil.rmtree(self.root)
        self.appended(line)

    def test_own_log_may_be_cosigned(self):
        world = small_world()
        world.own_cosigners = [CLINIC]
        self.assert_world(world, HOLDS)


class WitnessTest(EvidenceTest):
    def witnessed(self, quorum, *cosigners):
        world = small_world()
        world.quorum, world.cosigners = quorum, list(cosigners)
        return world

    def test_enough(self):
        self.assert_world(self.witnessed(2, SCHOOL, CLINIC), HOLDS,
                          "Witnesses 2")

    def test_too_few(self):
        self.assert_world(self.witnessed(2, SCHOOL), FINDINGS,
                          "1 of the 2 other agencies")

    def test_the_operator_is_no_witness(self):
        self.assert_world(self.witnessed(1, COUNCIL), FINDINGS, "0 of the 1")

    def test_the_agency_itself_is_no_witness(self):
        self.assert_world(self.witnessed(1, AGENCY), FINDINGS, "0 of the 1")

    def test_one_key_under_two_names_is_one_witness(self):
        world = self.witnessed(2, SCHOOL)
        world.keys[CLINIC] = world.keys[SCHOOL]
        self.written(world)
        data = get(self.root, "broker/checkpoint")
        text = data.split(b"\n\n")[0] + b"\n"
        line = cosignature(SCHOOL, text, name=ORIGIN + "/agency/" + CLINIC)
        put(self.root, "broker/checkpoint", data + line.encode())
        self.assert_run(FINDINGS, "1 of the 2")

    def test_none_asked_for_is_a_note(self):
        self.assert_world(self.witnessed(0), HOLDS, "Not yet witnessed")


# Checks 2 and 3


class TreeTest(EvidenceTest):
    def big_world(self):
        world = small_world()
        for n in range(300):
            world.own.add("STAFF", AGENCY, message((1, "x")), 2 * MINUTE + n)
        return world

    def flip(self, name, at):
        data = bytearray(get(self.root, name))
        data[at] ^= 1
        put(self.root, name, bytes(data))

    def test_leaf_that_was_changed(self):
        self.written(small_world())
        self.flip("broker/tile/entries/000.p/3", 115 + 2 + 60)
        self.assert_run(FINDINGS, "Broker's log, entry 1: the check value",
                        "do not add up")

    def test_tile_that_was_changed(self):
        self.written(small_world())
        self.flip("agent/tile/0/000.p/2", 40)
        text = self.assert_run(FINDINGS, "own log, entry 1: the check value")
        self.assertNotIn("add up", text)

    def test_higher_tile_that_was_changed(self):
        self.written(self.big_world())
        self.flip("agent/tile/1/000.p/1", 0)
        self.assert_run(FINDINGS, "file agent/tile/1/000.p/1")

    def test_root_that_is_another(self):
        self.written(small_world())
        text = checkpoint_text(ORIGIN, 3, seed(1))
        put(self.root, "broker/checkpoint", text + b"\n" + (note_line(
            ORIGIN, 1, public_key(BROKER_SEED), sign(BROKER_SEED, text))
            + cosignature(SCHOOL, text)).encode())
        self.assert_run(FINDINGS, "3 entries do not add up")

    def test_root_of_no_entries(self):
        self.written(World())
        text = checkpoint_text(ORIGIN, 0, bytes(32))
        put(self.root, "broker/checkpoint", text + b"\n" + (note_line(
            ORIGIN, 1, public_key(BROKER_SEED), sign(BROKER_SEED, text))
            + cosignature(SCHOOL, text)).encode())
        self.assert_run(FINDINGS, "0 entries do not add up")

    def test_bundles_and_tiles_of_another_length(self):
        for number, (name, cut) in enumerate((
                ("broker/tile/entries/000.p/3", lambda data: data[:-1]),
                ("broker/tile/entries/000.p/3", lambda data: data + b"\0"),
                ("broker/tile/entries/000.p/3", lambda data: data[115:]),
                ("broker/tile/entries/000.p/3",
                 lambda data: b"\0\x70" + data[2:]),
                ("agent/tile/0/000.p/2", lambda data: data[:32]),
                ("agent/tile/0/000.p/2", lambda data: data + data))):
            with self.subTest(name):
                self.root = os.path.join(self.top, str(number))
                self.written(small_world())
                put(self.root, name, cut(get(self.root, name)))
                self.assert_run(CANNOT_VERIFY, name)

    def test_entries_in_another_order(self):
        self.written(small_world())
        name = "agent/tile/entries/000.p/2"
        data = get(self.root, name)
        put(self.root, name, data[115:] + data[:115])
        self.assert_run(FINDINGS, "calls itself entry 1", "do not add up")

    def test_entries_in_another_order_signed_again(self):
        world = small_world()
        world.own.entries[0].wrong["index"] = 1
        world.own.entries[1].wrong["index"] = 0
        self.assert_world(world, FINDINGS, "own log, entry 0: it calls itself "
                          "entry 1")

    def test_entry_that_was_taken_out(self):
        self.written(small_world())
        data = get(self.root, "broker/tile/entries/000.p/3")
        tile = get(self.root, "broker/tile/0/000.p/3")
        os.remove(os.path.join(self.root, "broker/tile/entries/000.p/3"))
        os.remove(os.path.join(self.root, "broker/tile/0/000.p/3"))
        put(self.root, "broker/tile/entries/000.p/2", data[115:])
        put(self.root, "broker/tile/0/000.p/2", tile[32:])
        self.change("broker/checkpoint", b"\n3\n", b"\n2\n")
        self.assert_run(FINDINGS, "nobody answers", "do not add up",
                        "calls itself entry 1")

    def test_version_that_does_not_exist(self):
        world = small_world()
        world.broker.entries[0].wrong["version"] = 2
        self.assert_world(world, FINDINGS, "Broker's log, entry 0: it is of a "
                          "version")

    def test_times_that_run_backwards(self):
        world = small_world()
        world.broker.entries[0].time += 5000
        self.assert_world(world, FINDINGS, "Broker's log, entry 1: its time")

    def test_times_that_stand_still(self):
        world = small_world()
        for entry in world.broker.entries:
            entry.time = START
        self.assert_world(world, HOLDS)

    def test_a_log_older_than_a_full_tile_has_more_files(self):
        self.written(self.big_world())
        names = [name for name in files_of(self.root) if "agent/tile" in name]
        self.assertEqual(names, [
            "agent/tile/0/000", "agent/tile/0/001.p/46",
            "agent/tile/1/000.p/1", "agent/tile/entries/000",
            "agent/tile/entries/001.p/46"])
        self.assert_run(HOLDS)

    def test_names_of_tiles(self):
        self.assertEqual(verify_kith.tile_name(1234067, 256), "x001/x234/067")
        self.assertEqual(verify_kith.tile_name(1000, 7), "x001/000.p/7")
        self.assertEqual(verify_kith.tile_name(999, 256), "999")
        self.assertEqual(list(verify_kith.tiles(70000))[-1], (273, 112))


# Checks 4 to 7, and the one form of openings


class OpeningTest(EvidenceTest):
    def rewritten(self, change, where="agent", index=0, world=None):
        """Openings of the file, one of them changed."""
        self.written(world or small_world())
        openings = unframed(get(self.root, where + "/openings"))
        openings[index] = change(openings[index])
        put(self.root, where + "/openings", framed(openings))

    def test_content_that_was_changed(self):
        for old in (b"support", AGENCY.encode(), b"a" * 16):
            with self.subTest(old):
                shutil.rmtree(self.root, ignore_errors=True)
                self.written(small_world())
                self.change("broker/openings", old, old[:-1] + b"x")
                self.assert_run(FINDINGS, "Broker's log, entry 1: the content "
                                "shown for it is not what was recorded")

    def test_salt_that_was_changed(self):
        salt = sha256(b"salt 1")
        self.written(small_world())
        self.change("agent/openings", salt, bytes(32))
        self.assert_run(FINDINGS, "entry 1: the content shown")

    def test_leaf_that_is_not_the_logs(self):
        self.written(small_world())
        leaf = get(self.root, "agent/tile/entries/000.p/2")[2:115]
        self.change("agent/openings", leaf, leaf[:-1] + b"\0")
        self.assert_run(FINDINGS, "entry 0: the content shown")

    def test_opening_as_long_as_it_can_be(self):
        self.written(small_world())
        name = "agent/openings"
        for more, word in ((0, "not well formed"), (1, "longer")):
            put(self.root, name, framed([bytes((256 << 10) + more)]))
            self.assert_run(CANNOT_VERIFY, name, word)

    def test_index_beyond_the_log(self):
        def beyond(opening):
            return opening[:1] + struct.pack("<Q", 9) + opening[9:]
        self.rewritten(beyond, index=1)
        self.assert_run(FINDINGS, "entry 9: a content is shown, but the "
                        "log has no such entry")

    def test_forms_that_are_refused(self):
        cases = {
            "unknown field": lambda one: one + field(6, b"x"),
            "out of order": lambda one: one[9:] + one[:9],
            "stands twice": lambda one: one + one[-34:],
            "written out": lambda one: field(1, Fixed64(0)) + one,
            "another form": lambda one: varint(1 << 3) + b"\1" + one,
            "cut short": lambda one: one[:-1],
            "number in another form": lambda one: one.replace(
                b"\x12\x71", b"\x12\xf1\x00", 1),
            "wrong length": lambda one: one[:-34],
            "without an end": lambda one: one + b"\xff",
        }
        for word, change in cases.items():
            with self.subTest(word):
                shutil.rmtree(self.root, ignore_errors=True)
                # Entry 0 leaves its index out; that of 1 is written.
                at = 0 if word == "written out" else 1
                self.rewritten(change, index=at)
                self.assert_run(CANNOT_VERIFY, "agent/openings", word)

    def test_salt_of_another_length_with_the_same_hmac(self):
        self.written(small_world())
        salt = sha256(b"salt 1")
        openings = unframed(get(self.root, "agent/openings"))
        openings[1] = openings[1].replace(field(3, salt),
                                          field(3, salt + b"\0"))
        put(self.root, "agent/openings", framed(openings))
        self.assertEqual(hmac.digest(salt, b"x", "sha256"),
                         hmac.digest(salt + b"\0", b"x", "sha256"))
        self.assert_run(CANNOT_VERIFY, "wrong length")

    def test_frames_that_are_refused(self):
        for number, (change, word) in enumerate((
                (lambda data: data + b"\0", "cut short"),
                (lambda data: data[:-1], "cut short"),
                (lambda data: data + bytes(4), "not well formed"),
                (lambda data: data + b"\xff\xff\xff\xff", "longer"),
                (lambda data: framed(reversed(unframed(data))), "in order"),
                (lambda data: framed(unframed(data)[:1] * 2), "in order"))):
            with self.subTest(number):
                self.root = os.path.join(self.top, str(number))
                self.written(small_world())
                put(self.root, "agent/openings",
                    change(get(self.root, "agent/openings")))
                self.assert_run(CANNOT_VERIFY, "agent/openings", word)

    def test_recorded_content_in_another_form(self):
        good = message((1, 37), (2, AGENCY), (3, Fixed64(3)))
        cases = {
            "unknown field": good + field(7, 1),
            "not known": message((1, 21), (2, AGENCY), (3, Fixed64(3))),
            "is not known": message((2, AGENCY), (3, Fixed64(3))),
            "UTF-8": message((1, 37), (2, b"\xff"), (3, Fixed64(3))),
            "no known form": good + field(5, b"\xff\xff"),
            "too large": message((1, 1 << 32), (2, AGENCY)),
        }
        for word, opening in cases.items():
            with self.subTest(word):
                shutil.rmtree(self.root, ignore_errors=True)
                world = small_world()
                world.own.add("STAFF", AGENCY, b"", MINUTE)
                world.own.entries[2].wrong["opening"] = opening
                self.assert_world(world, CANNOT_VERIFY, "entry 2", word,
                                  "get a newer verifier")

    def test_detail_that_is_not_the_events(self):
        for event, word in (("ASKED", "unknown field"),
                            ("ERASED", "unknown field"),
                            ("IMPORTED", "no known form")):
            with self.subTest(event):
                shutil.rmtree(self.root, ignore_errors=True)
                world = small_world()
                world.own.add(event, AGENCY, message((61, "x")), MINUTE)
                self.assert_world(world, CANNOT_VERIFY, "entry 2", word)

    def test_entry_of_another_agency(self):
        world = small_world()
        world.own.entries[1].wrong["agency"] = SCHOOL
        self.assert_world(world, FINDINGS, "own log, entry 1: it belongs to "
                          "riverton-school")

    def test_number_that_is_left_out(self):
        world = small_world()
        world.broker.entries[2].wrong["sequence"] = 3
        self.assert_world(world, FINDINGS, "Broker's log, entry 2",
                          "number 3 where 2 has to come")

    def test_number_that_comes_twice(self):
        world = small_world()
        world.broker.entries[2].wrong["sequence"] = 1
        self.assert_world(world, FINDINGS, "number 1 where 2 has to come")

    def test_chain_that_starts_late(self):
        world = small_world()
        world.broker.entries[1].wrong["sequence"] = 2
        self.assert_world(world, FINDINGS, "number 2 where 1 has to come")

    def test_entry_before_that_is_another(self):
        world = small_world()
        world.broker.entries[2].wrong["previous"] = seed(1)
        self.assert_world(world, FINDINGS, "entry 2: it does not "
                          "follow")

    def test_first_entry_that_follows_something(self):
        world = small_world()
        world.own.entries[0].wrong["previous"] = seed(1)
        self.assert_world(world, FINDINGS, "own log, entry 0: it does not "
                          "follow")

    def test_opening_that_is_left_out(self):
        self.written(full_world())
        openings = unframed(get(self.root, "broker/openings"))
        put(self.root, "broker/openings", framed(openings[:5] + openings[6:]))
        self.assert_run(FINDINGS, "Broker's log", "are missing or were added")

    def test_opening_of_the_own_log_that_is_left_out(self):
        self.written(full_world())
        openings = unframed(get(self.root, "agent/openings"))
        put(self.root, "agent/openings", framed(openings[:-2] + openings[-1:]))
        self.assert_run(FINDINGS, "own log, entry 6: its content is missing")

    def test_last_opening_of_the_own_log_that_is_left_out(self):
        self.written(small_world())
        openings = unframed(get(self.root, "agent/openings"))
        put(self.root, "agent/openings", framed(openings[:-1]))
        self.assert_run(FINDINGS, "own log, entry 1: its content is missing")

    def test_chain_of_another_log(self):
        other = small_world()
        other.broker.entries[1].detail = enquiry_detail(BROKEN_OFF)
        self.written(small_world())
        mine = self.root
        self.root = os.path.join(self.top, "other")
        theirs = get(self.written(other), "broker/openings")
        self.root = mine
        put(self.root, "broker/openings", theirs)
        self.assert_run(FINDINGS, "entry 1: the content shown",
                        "entry 2: the content shown")


class ConductTest(EvidenceTest):
    def log_of(self, *times):
        world = small_world()
        for at in times:
            world.broker.add("HEARTBEAT", COUNCIL, message(
                (1, "seconds without an entry"), (2, Fixed64(600))), at)
        return world

    def assert_silent(self, world, *words):
        text = self.assert_world(world, HOLDS, *words)
        if not words:
            self.assertNotIn("silent", text)

    def test_half_an_hour_is_no_silence(self):
        self.assert_silent(self.log_of(30 * MINUTE + 1600, 60 * MINUTE))

    def test_silences_are_counted_and_the_longest_told(self):
        self.assert_silent(
            self.log_of(31 * MINUTE + 1600, 300 * MINUTE, 340 * MINUTE),
            "it was silent for more than half an hour 3 times, the longest "
            "from 2026-09-21 14:44 UTC to 2026-09-21 19:13 UTC",
            "Ask its operator why")

    def changed(self, *said):
        """Three files; the agency is told of those whose numbers are given."""
        world = small_world()
        world.broker.under = seed(0x33)
        files = [seed(0x33), seed(0x34), sha256(world.network_body())]
        for at, file in enumerate(files[1:], 1):
            agency = AGENCY if at in said else CLINIC
            index = world.broker.add("MEMBERSHIP", agency, message(
                (1, "network file"), (2, Fixed64(at)), (3, file)),
                at * 10 * MINUTE)
            world.broker.entries[index].under = file
        return world

    def test_changes_that_are_said(self):
        text = self.assert_world(self.changed(1, 2), HOLDS)
        self.assertNotIn("network file 1 time", text)
        self.assertNotIn("another version", text)

    def test_changes_that_are_not_said(self):
        self.assert_world(self.changed(), HOLDS, "another network file 2 "
                          "times without an entry", "first at entry 3")
        shutil.rmtree(self.root)
        self.assert_world(self.changed(1), HOLDS, "another network file 1 "
                          "time without an entry", "first at entry 4")

    def test_what_said_so_may_be_erased_or_lost(self):
        world = self.changed(1, 2)
        erased = world.broker.erase(4, 30 * MINUTE)
        world.broker.entries[erased].under = world.broker.entries[4].under
        self.assertNotIn("without an entry", self.assert_world(world, HOLDS))
        shutil.rmtree(self.root)
        world = self.changed(1)
        lost = world.broker.lose(4, 5, 30 * MINUTE)
        world.broker.entries[lost].under = world.broker.entries[4].under
        self.assertNotIn("without an entry", self.assert_world(world, HOLDS))

    def test_another_file_than_it_is_made_under(self):
        world = self.changed(1, 2)
        world.broker.entries[3].detail = message(
            (1, "network file"), (2, Fixed64(1)), (3, seed(0x35)))
        self.assert_world(world, FINDINGS, "Broker's log, entry 3: it names "
                          "another network file than the one it was made")

    def test_a_log_under_another_file_than_the_folders(self):
        world = small_world()
        world.broker.under = seed(0x33)
        self.assert_world(world, HOLDS, "made under another version "
                          "of the network file")


class RestoredTest(EvidenceTest):
    def restored(self, first, end):
        """All but the first entry of the agency lost, and another said."""
        world = small_world()
        world.broker.lose(1, 3, 20 * MINUTE)
        world.broker.entries[3].detail = restore_detail(first, end)
        return world

    def test_lost_and_restored_is_a_note(self):
        world = small_world()
        world.broker.lose(1, 3, 20 * MINUTE)
        self.assert_world(world, HOLDS, "Broker's log, entry 3",
                          "taken from a mirror", "2 entries 1 to 2",
                          "own log, entry 1: answers were shown here",
                          "was lost at the broker")

    def test_all_that_there_was(self):
        world = small_world()
        world.broker.lose(0, 3, 20 * MINUTE)
        self.assert_world(world, HOLDS, "3 entries 0 to 2")

    def test_an_end_that_may_be_lost(self):
        world = small_world()
        world.broker.lose(2, 3, 20 * MINUTE)
        self.assert_world(world, HOLDS, "Broker's log, entry 1: how this "
                          "enquiry ended may be among what was lost")

    def test_lost_without_a_word(self):
        world = small_world()
        for entry in world.broker.entries[1:]:
            entry.is_lost = True
        self.assert_world(world, FINDINGS, "does not release this enquiry")

    def test_a_range_that_makes_no_sense(self):
        for first, end in (2, 2), (3, 1), (1, 4), (0, 2 ** 64 - 1):
            with self.subTest((first, end)):
                shutil.rmtree(self.root, ignore_errors=True)
                self.assert_world(self.restored(first, end), FINDINGS,
                                  "Broker's log, entry 3: it says that "
                                  "entries were taken from a mirror that "
                                  "cannot have been")

    def test_what_others_can_be_asked_is_said(self):
        world = small_world()
        world.broker.lose(1, 3, 20 * MINUTE)
        self.assert_world(world, HOLDS, "begins with 6666666666666666: ask "
                          "two other agencies")

    def said_behind(self, others):
        world = small_world()
        for n in range(others):
            world.broker.add("PUBLISHED", CLINIC, b"", 10 * MINUTE + n)
        world.broker.lose(1, 3, 20 * MINUTE)
        return world

    def test_one_said_behind_those_of_all_agencies(self):
        self.assert_world(self.said_behind(1024), HOLDS)

    def test_one_said_still_later(self):
        self.assert_world(self.said_behind(1025), FINDINGS, "entry 1028: it "
                          "says that entries were taken from a mirror that "
                          "cannot have been")

    def test_without_the_hash_of_a_checkpoint(self):
        world = small_world()
        world.broker.lose(1, 3, 20 * MINUTE)
        world.broker.entries[3].detail = message(
            (1, Fixed64(1)), (2, Fixed64(3)), (3, b"short"))
        self.assert_world(world, FINDINGS, "that cannot have been")

    def said_times(self, times):
        world = small_world()
        for n in range(times):
            at = world.broker.add("PUBLISHED", CLINIC, b"", 10 * MINUTE + n)
            world.broker.add("RESTORE", AGENCY, restore_detail(at, at + 1),
                             10 * MINUTE + n)
        return world

    def test_a_thousand_are_looked_at(self):
        self.assert_world(self.said_times(1000), HOLDS, "980 more times")

    def test_more_than_a_thousand_are_not_looked_at(self):
        self.assert_world(self.said_times(1002), FINDINGS,
                          "Broker's log, entry 2004: it says more than 1,000 "
                          "times")

    def test_a_range_beside_what_was_lost(self):
        self.assert_world(self.restored(0, 1), FINDINGS, "entry 2 that it "
                          "names for them does not release")

    def test_the_same_range_twice(self):
        world = small_world()
        world.broker.lose(1, 3, 20 * MINUTE)
        world.broker.lose(1, 3, 20 * MINUTE)
        self.assert_world(world, FINDINGS, "Broker's log, entry 4",
                          "an entry before it says the same")

    def test_two_losses(self):
        world = small_world()
        world.broker.lose(1, 3, 20 * MINUTE)
        world.broker.add("ALARM", AGENCY, message(
            (1, b"u" * 16), (2, "late"), (3, AGENCY)), 25 * MINUTE)
        world.broker.lose(4, 5, 30 * MINUTE)
        self.assert_world(world, HOLDS, "1 entries 4 to 4")

    def test_what_was_lost_and_is_known(self):
        world = small_world()
        world.broker.lose(2, 3, 20 * MINUTE)
        world.broker.entries[3].detail = restore_detail(1, 3)
        self.assert_world(world, FINDINGS, "Broker's log, entry 1: it is said "
                          "to have been lost")

    def test_no_agency_loses_its_own_log(self):
        world = small_world()
        world.own.lose(1, 2, 20 * MINUTE)
        self.assert_world(world, FINDINGS, "own log, entry 2: it says that "
                          "entries were taken from a mirror")

    def test_no_key_holder_is_restored(self):
        world = small_evaluated_world()
        world.holder_logs["holder-one"].lose(0, 1, 20 * MINUTE)
        self.assert_world(world, FINDINGS, "key holder holder-one, entry 1: "
                          "it says that entries were taken from a mirror")


class ErasedTest(EvidenceTest):
    def test_missing_without_a_word(self):
        world = full_world()
        world.broker.entries[4].is_erased = True
        self.assert_world(world, FINDINGS, "Broker's log, entry 5",
                          "missing or were added")

    def test_erased_that_still_has_content(self):
        world = full_world()
        world.own.entries[2].is_erased = False
        self.assert_world(world, FINDINGS, "own log, entry 2: it is said to "
                          "have been erased by entry 7")

    def erasing(self, *indexes):
        world = full_world()
        world.own.entries[7].detail = message(
            (1, struct.pack("<%dQ" % len(indexes), *indexes)), (2, "order"))
        return world

    def test_erased_that_comes_later(self):
        self.assert_world(self.erasing(2, 9), FINDINGS, "own log, entry 7",
                          "entry 9 was erased, which did not come before it")

    def test_erased_out_of_order(self):
        self.assert_world(self.erasing(2, 1), FINDINGS, "entry 1 was erased")

    def test_erased_entry_of_another_agency(self):
        world = full_world()
        world.broker.entries[8].detail = message(
            (1, struct.pack("<2Q", 0, 3)), (2, "order"))
        self.assert_world(world, FINDINGS, "Broker's log, entry 1",
                          "number 1 where 2 has to come")

    def test_erased_is_a_note(self):
        self.assert_world(full_world(), HOLDS,
                          "own log: of the agency's entries 1 has been erased "
                          "(request: 1), the newest of 2026-09-21; that it "
                          "was there still shows", "Broker's log: of the agency's "
                          "entries 1 has been erased (request: 1)")

    def test_each_reason_is_counted(self):
        world = full_world()
        world.retention = message((7, 1))
        world.own.entries[7].detail = message(
            (1, struct.pack("<Q", 2)), (2, "retention"))
        world.own.erase(6, 41 * MINUTE)
        world.own.erase(4, 42 * MINUTE)
        world.own.entries[8].detail = message(
            (1, struct.pack("<Q", 6)), (2, "request"))
        world.own.entries[9].detail = message(
            (1, struct.pack("<2Q", 2, 4)), (2, "order"))
        self.assert_world(
            world, HOLDS, "3 have been erased (retention: 1, request: 1, "
            "order: 1), the newest of 2026-09-21; that they were there")

    def test_what_holds_does_not_hide_what_was_erased(self):
        self.assert_world(full_world(), HOLDS, "THE EVIDENCE HOLDS. Entries "
                          "that were erased are not in it")
        shutil.rmtree(self.root)
        text = self.assert_world(small_world(), HOLDS, "THE EVIDENCE HOLDS.")
        self.assertNotIn("erased", text)

    def near(self, distance):
        """An ABORTED entry gone, and something erased near its ACCEPTED."""
        world = full_world()
        world.broker.entries[5].event = EVENTS["ALARM"]
        world.broker.entries[5].detail = message((1, b"u" * 16))
        world.broker.entries[3].time = START + 10 * MINUTE - distance
        return world

    def near_after(self, distance):
        """The same, with what was erased behind it."""
        world = full_world()
        world.broker.entries[5].event = EVENTS["CONSENT"]
        world.broker.entries[5].detail = message((1, b"r" * 16))
        world.broker.entries[5].time = START + 10 * MINUTE + distance
        world.broker.entries[5].is_erased = True
        world.broker.entries[8].detail = message(
            (1, struct.pack("<2Q", 3, 5)), (2, "request"))
        return world

    def test_counterpart_that_may_be_erased_behind_it(self):
        self.assert_world(self.near_after(MINUTE), HOLDS,
                          "Broker's log, entry 4", "may be one that was")

    def test_counterpart_too_far_behind_it(self):
        self.assert_world(self.near_after(3 * MINUTE + 1), FINDINGS,
                          "Broker's log, entry 4", "neither answered nor")

    def judged(self, erased, in_question):
        """(findings, notes) on times of what was erased and is lacking."""
        log, report = verify_kith.Log("a log", "broker"), verify_kith.Report()
        log.times, log.erased = erased, set(range(len(erased)))
        log.lacking = [(at, "a log", 0, "it lacks") for at in in_question]
        verify_kith.judge_missing(report, log)
        return len(report.findings), len(report.notes)

    def test_one_erased_entry_excuses_one_counterpart(self):
        far = 3 * MINUTE
        self.assertEqual(self.judged([9 * MINUTE], [9 * MINUTE] * 3), (2, 1))
        self.assertEqual(self.judged([far], [0]), (0, 1))
        self.assertEqual(self.judged([far + 1], [0]), (1, 0))
        self.assertEqual(self.judged([0], [far]), (0, 1))
        self.assertEqual(self.judged([0], [far + 1]), (1, 0))
        self.assertEqual(self.judged([], [0]), (1, 0))

    def test_an_excuse_is_not_spent_where_another_would_do(self):
        self.assertEqual(self.judged([0, 5 * MINUTE], [150000, 10]), (0, 2))

    def test_thirty_that_were_never_asked_and_one_erased(self):
        world = small_world()
        for n in range(30):
            at = 10 * MINUTE + 1000 * n
            world.broker.enquiry("ACCEPTED", bytes([n]) * 16, at)
            world.broker.enquiry("RELEASED", bytes([n]) * 16, at + 500)
        world.broker.add("PUBLISHED", CLINIC, b"", 30 * MINUTE)
        world.own.add("STAFF", AGENCY, b"", 10 * MINUTE)
        world.own.erase(2, 30 * MINUTE)
        self.written(world)
        code, text = run(self.root, "--json")
        answer = json.loads(text)
        self.assertEqual((code, len(answer["findings"])), (FINDINGS, 29))
        self.assertEqual(text.count("somebody else may have asked"), 30)
        self.assertEqual(text.count("may be one that was erased"), 1)

    def test_a_reason_that_is_none(self):
        for why in ("inconvenient", "", "Order", "order\n"):
            with self.subTest(why):
                shutil.rmtree(self.root, ignore_errors=True)
                world = full_world()
                world.own.entries[7].detail = message(
                    (1, struct.pack("<Q", 2)), (2, why))
                self.assert_world(
                    world, FINDINGS, "own log, entry 7: it says that entries "
                    "were erased for a reason that is none",
                    "has been erased (another reason: 1)")

    def test_a_reason_that_is_none_for_nothing(self):
        world = small_world()
        world.own.add("ERASED", AGENCY, message((2, "x")), MINUTE)
        self.assert_world(world, FINDINGS, "for a reason that is none")

    def test_counterpart_that_may_be_erased_is_a_note(self):
        self.assert_world(self.near(3 * MINUTE), HOLDS,
                          "Broker's log, entry 4", "may be one that was")

    def test_counterpart_too_far_from_what_was_erased_is_a_finding(self):
        self.assert_world(self.near(3 * MINUTE + 1), FINDINGS,
                          "Broker's log, entry 4", "neither answered nor")


DAY = 24 * 60 * MINUTE


class TimeOfErasingTest(EvidenceTest):
    """The broker's entries are kept for 30 days, the agency's own for 60, the
    key holder's for 10."""

    def setUp(self):
        super().setUp()
        self.world = small_evaluated_world()
        self.keep()

    def keep(self, broker=30, agency=60, holder=10, legal_hold=0):
        self.world.retention = message((2, broker), (6, legal_hold),
                                       (7, agency), (8, holder))

    def erase_after(self, book, old, why="retention"):
        at = book.add("REFUSED", AGENCY, enquiry_detail(b"r" * 16), MINUTE)
        return book.entries[book.erase(at, MINUTE + old, why=why)]

    def books(self):
        return (self.world.broker, self.world.own,
                self.world.holder_logs["holder-one"])

    def test_kept_for_its_time_but_a_day(self):
        for book, days in zip(self.books(), (29, 59, 9)):
            self.erase_after(book, days * DAY)
        self.assertNotIn("sooner", self.assert_world(self.world, HOLDS))

    def test_erased_sooner(self):
        for book, days in zip(self.books(), (29, 59, 9)):
            self.erase_after(book, days * DAY - 1)
        self.assert_world(
            self.world, FINDINGS, "Broker's log, entry 4: it says that the "
            "time of 1 of the agency's entries was over, but they were younger "
            "than the 30 days", "the 60 days", "the 10 days")

    def test_kept_for_good(self):
        self.keep(broker=0)
        self.erase_after(self.world.broker, 4000 * DAY)
        self.assert_world(self.world, FINDINGS,
                          "the network file keeps them for good")

    def test_a_request_or_an_order_waits_for_no_time(self):
        self.erase_after(self.world.broker, 1, "request")
        self.erase_after(self.world.own, 1, "order")
        self.assert_world(self.world, HOLDS)

    def test_under_another_network_file(self):
        self.erase_after(self.world.broker, DAY).under = seed(7)
        self.assert_world(self.world, HOLDS, "Broker's log: 1 of the agency's "
                          "entries were erased because their time was over, "
                          "sooner than")

    def test_the_file_of_the_erasure_counts(self):
        self.erase_after(self.world.broker, DAY)
        self.world.broker.entries[3].under = seed(7)
        self.assert_world(self.world, FINDINGS, "the 30 days")

    def test_under_a_legal_hold_only_an_order_erases(self):
        self.keep(legal_hold=1)
        broker, own, holder = self.books()
        self.erase_after(broker, 40 * DAY, "retention")
        self.erase_after(own, DAY, "request")
        self.erase_after(holder, DAY, "order")
        text = self.assert_world(
            self.world, FINDINGS, "Broker's log, entry 4: it says that "
            "entries were erased under a legal hold", "own log, entry 4: it "
            "says that entries were erased under a legal hold")
        self.assertEqual(text.count("under a legal hold"), 2)

    def test_erased_before_the_hold(self):
        self.keep(legal_hold=1)
        self.erase_after(self.world.broker, 40 * DAY).under = seed(7)
        self.assert_world(self.world, HOLDS)


# Checks 8 to 11


class EnquiryTest(EvidenceTest):
    def late(self):
        """A world in which everything is long past."""
        world = full_world()
        return world, world.own, world.broker

    def test_accepted_and_never_ended(self):
        world, own, broker = self.late()
        own.enquiry("ASKED", b"d" * 16, 60 * MINUTE)
        broker.enquiry("ACCEPTED", b"d" * 16, 60 * MINUTE)
        broker.add("PUBLISHED", CLINIC, b"", 61 * MINUTE)
        self.assert_world(world, FINDINGS, "Broker's log, entry 10: the "
                          "enquiry accepted here was neither answered")

    def test_accepted_just_now(self):
        world, own, broker = self.late()
        own.enquiry("ASKED", b"d" * 16, 60 * MINUTE)
        broker.enquiry("ACCEPTED", b"d" * 16, 60 * MINUTE)
        broker.add("PUBLISHED", CLINIC, b"", 61 * MINUTE - 1)
        self.assert_world(world, HOLDS, "may not have been answered yet",
                          "4 asked, 1 shown, 1 not answered")

    def test_never_asked_and_a_minute_old(self):
        for at, code in (61 * MINUTE - 1, HOLDS), (61 * MINUTE, FINDINGS):
            with self.subTest(at):
                shutil.rmtree(self.root, ignore_errors=True)
                world, _, broker = self.late()
                broker.enquiry("ACCEPTED", b"d" * 16, 60 * MINUTE)
                broker.enquiry("ABORTED", b"d" * 16, at)
                self.assert_world(world, code)

    def test_ended_twice(self):
        for event in ("RELEASED", "ABORTED"):
            with self.subTest(event):
                shutil.rmtree(self.root, ignore_errors=True)
                world, own, broker = self.late()
                broker.enquiry(event, ANSWERED, 60 * MINUTE)
                self.assert_world(world, FINDINGS, "entry 1: the enquiry "
                                  "accepted here was ended 2 times")

    def test_accepted_twice(self):
        world, own, broker = self.late()
        broker.enquiry("ACCEPTED", ANSWERED, 60 * MINUTE)
        self.assert_world(world, FINDINGS, "Broker's log, entry 10",
                          "has accepted already")

    def test_ended_and_never_accepted(self):
        world, own, broker = self.late()
        broker.enquiry("ABORTED", b"d" * 16, 60 * MINUTE)
        self.assert_world(world, FINDINGS, "entry 10: it ends an enquiry that "
                          "was never accepted")

    def test_ended_before_it_was_accepted(self):
        world = small_world()
        entries = world.broker.entries
        entries[1].event, entries[2].event = 4, 1
        entries[2].public_part = bytes(32)
        self.assert_world(world, FINDINGS, "entry 1: it ends an enquiry that "
                          "was accepted only later")

    def test_released_over_other_roots(self):
        world = small_world()
        world.broker.entries[2].public_part = seed(1)
        self.assert_world(world, FINDINGS, "entry 2: the answers "
                          "it vouches for")

    def test_roots_that_are_cut_elsewhere(self):
        world = small_world()
        both = seed(0x51) + seed(0x52)
        world.broker.entries[2].detail = enquiry_detail(
            ANSWERED, (both[:31], both[31:]))
        self.assert_world(world, FINDINGS, "the answers it vouches for")

    def test_another_entry_that_vouches(self):
        world = small_world()
        world.broker.entries[1].public_part = seed(1)
        self.assert_world(world, FINDINGS, "Broker's log, entry 1: it vouches "
                          "for answers though")

    def test_accepted_and_never_asked(self):
        world, own, broker = self.late()
        broker.enquiry("ACCEPTED", b"d" * 16, 60 * MINUTE)
        broker.enquiry("ABORTED", b"d" * 16, 60 * MINUTE)
        broker.add("PUBLISHED", CLINIC, b"", 61 * MINUTE)
        self.assert_world(world, FINDINGS, "Broker's log, entry 10",
                          "somebody else may have asked")

    def test_accepted_while_the_export_ran(self):
        world, own, broker = self.late()
        broker.enquiry("ACCEPTED", b"d" * 16, 60 * MINUTE)
        broker.enquiry("ABORTED", b"d" * 16, 60 * MINUTE)
        self.assert_world(world, HOLDS, "while the evidence was being")

    def test_accepted_at_the_time_of_the_own_logs_newest(self):
        world, own, broker = self.late()
        own.add("STAFF", AGENCY, b"", 60 * MINUTE)
        broker.enquiry("ACCEPTED", b"d" * 16, 60 * MINUTE)
        broker.enquiry("ABORTED", b"d" * 16, 60 * MINUTE)
        self.assert_world(world, HOLDS, "while the evidence was being")

    def test_accepted_before_the_own_logs_newest(self):
        world, own, broker = self.late()
        own.add("STAFF", AGENCY, b"", 62 * MINUTE + 1)
        broker.enquiry("ACCEPTED", b"d" * 16, 60 * MINUTE)
        broker.enquiry("ABORTED", b"d" * 16, 60 * MINUTE)
        self.assert_world(world, FINDINGS, "somebody else may have asked")

    def test_accepted_within_what_clocks_may_differ(self):
        world, own, broker = self.late()
        own.add("STAFF", AGENCY, b"", 62 * MINUTE)
        broker.enquiry("ACCEPTED", b"d" * 16, 60 * MINUTE)
        broker.enquiry("ABORTED", b"d" * 16, 60 * MINUTE)
        self.assert_world(world, HOLDS, "while the evidence was being "
                          "exported")

    def test_asked_that_may_be_erased(self):
        world, own, broker = self.late()
        own.entries[2].time = START + 10 * MINUTE
        own.entries[3].event = EVENTS["STAFF"]
        own.entries[3].detail = b""
        self.assert_world(world, HOLDS, "Broker's log, entry 4",
                          "may be one that was erased")

    def shown(self, enquiry, index):
        world, own, broker = self.late()
        own.enquiry("SHOWN", enquiry, 60 * MINUTE, index)
        return world

    def test_shown_of_nothing_released(self):
        self.assert_world(self.shown(BROKEN_OFF, 5), FINDINGS,
                          "own log, entry 8", "does not release this enquiry")

    def test_shown_of_another_enquirys_release(self):
        self.assert_world(self.shown(BROKEN_OFF, 2), FINDINGS,
                          "entry 2 that it names")

    def test_shown_of_a_release_beyond_the_log(self):
        self.assert_world(self.shown(ANSWERED, 99), FINDINGS,
                          "entry 99 that it names")

    def test_shown_of_an_erased_entry_is_a_note(self):
        self.assert_world(self.shown(ANSWERED, 3), HOLDS,
                          "entry 3 that it names for them was erased")

    def test_shown_and_never_asked(self):
        world = small_world()
        world.own.entries[0].event = EVENTS["STAFF"]
        self.assert_world(world, FINDINGS, "own log, entry 1",
                          "was not asked before")

    def test_shown_before_it_was_asked(self):
        world = small_world()
        first, second = world.own.entries
        first.event, second.event = second.event, first.event
        first.detail, second.detail = second.detail, first.detail
        self.assert_world(world, FINDINGS, "own log, entry 0",
                          "was not asked before")


# The folder as a whole


class FolderTest(EvidenceTest):
    def test_each_file_is_needed(self):
        self.written(small_world())
        names = files_of(self.root)
        self.assertEqual(len(names), 12)
        for name in names:
            with self.subTest(name):
                data = get(self.root, name)
                self.remove(name)
                self.assert_run(CANNOT_VERIFY, "missing")
                put(self.root, name, data)

    def remove(self, name):
        """The file, and the folders that are empty without it."""
        folder = os.path.join(self.root, name)
        os.remove(folder)
        while not os.listdir(os.path.dirname(folder)):
            folder = os.path.dirname(folder)
            os.rmdir(folder)

    def test_file_of_another_name(self):
        for name in ("notes.txt", "broker/tile/0/000", "agent/tile/1/000.p/1",
                     "broker/tile/0/000.p/2", "agent/tile/entries/x000/000",
                     "broker/checkpoint.bak", "agent/tile/0/000.p/03"):
            with self.subTest(name):
                shutil.rmtree(self.root, ignore_errors=True)
                self.written(small_world())
                put(self.root, name, b"x")
                self.assert_run(FINDINGS, name + " is not evidence")

    def test_empty_folders_are_refused(self):
        for name in ("broker/old", "old", "agent/tile/2"):
            with self.subTest(name):
                shutil.rmtree(self.root, ignore_errors=True)
                self.written(small_world())
                os.mkdir(os.path.join(self.root, name))
                self.assert_run(CANNOT_VERIFY, "%s/ is empty" % name)

    @unittest.skipUnless(os.name == "posix", "Windows has no such names")
    def test_name_that_would_play_with_the_terminal(self):
        self.written(small_world())
        put(self.root, "\x1b[2J\n\u202e", b"x")
        text = self.assert_run(FINDINGS, "?[2J?? is not evidence")
        self.assertNotIn("\x1b", text)

    @unittest.skipUnless(hasattr(os, "symlink") and os.name == "posix",
                         "links need rights that not everybody has")
    def test_links_are_refused(self):
        self.written(small_world())
        elsewhere = os.path.join(self.top, "elsewhere")
        for name in files_of(self.root) + ["broker", "agent/tile", "extra"]:
            with self.subTest(name):
                path = os.path.join(self.root, name)
                if os.path.exists(path):
                    os.rename(path, elsewhere)
                os.symlink(elsewhere, path)
                self.assert_run(CANNOT_VERIFY, "link to another place")
                os.remove(path)
                if os.path.exists(elsewhere):
                    os.rename(elsewhere, path)
        self.assert_run(HOLDS)

    @unittest.skipUnless(hasattr(os, "mkfifo"), "needs named pipes")
    def test_pipes_are_refused_and_not_waited_for(self):
        self.written(small_world())
        path = os.path.join(self.root, "broker", "openings")
        os.remove(path)
        os.mkfifo(path)
        self.assert_run(CANNOT_VERIFY, "neither a file nor a folder")

    def test_folder_in_a_files_place(self):
        self.written(small_world())
        os.remove(os.path.join(self.root, "broker", "openings"))
        put(self.root, "broker/openings/x", b"")
        self.assert_run(CANNOT_VERIFY, "broker/openings is missing")

    def test_folders_without_end(self):
        self.written(small_world())
        put(self.root, "/".join(["d"] * 16) + "/x", b"")
        self.assert_run(FINDINGS, "d/x is not evidence")
        put(self.root, "/".join(["d"] * 17) + "/x", b"")
        self.assert_run(CANNOT_VERIFY, "deeper")

    def test_no_folder(self):
        self.assert_run(CANNOT_VERIFY, "There is no folder")
        put(self.top, "evidence", b"a file")
        self.assert_run(CANNOT_VERIFY, "There is no folder")

    def test_empty_folder(self):
        os.mkdir(self.root)
        self.assert_run(CANNOT_VERIFY, "agency.txt is missing")

    def test_file_that_cannot_be_read(self):
        self.written(small_world())
        with mock.patch("os.open", side_effect=PermissionError(13, "no")):
            self.assert_run(CANNOT_VERIFY, "cannot be read (no)")

    def test_large_and_empty_files_take_no_memory(self):
        self.written(small_world())
        with open(os.path.join(self.root, "broker", "openings"), "wb") as file:
            file.truncate(1 << 34)
        self.assert_run(CANNOT_VERIFY, "broker/openings")


class OutcomeTest(EvidenceTest):
    def test_any_exception_is_no_answer(self):
        self.written(small_world())
        for error in (RuntimeError("x"), MemoryError(), RecursionError(),
                      SystemExit(0), KeyboardInterrupt(), AssertionError()):
            with self.subTest(error), mock.patch.object(
                    verify_kith, "check_ends", side_effect=error):
                text = self.assert_run(CANNOT_VERIFY, "CANNOT BE VERIFIED")
                self.assertNotIn("Traceback", text)

    def test_what_cannot_be_printed_is_no_answer(self):
        self.written(small_world())
        with mock.patch.object(verify_kith, "as_page",
                               side_effect=RuntimeError):
            self.assert_run(CANNOT_VERIFY, "could not be written")

    def test_a_report_that_was_not_finished_does_not_hold(self):
        self.assertEqual(verify_kith.Report().exit_code(), CANNOT_VERIFY)

    def test_usage(self):
        self.written(small_world())
        for arguments in ([], ["--json"], [self.root, self.root], ["--help"],
                          [self.root, "--quiet"]):
            out = io.StringIO()
            with contextlib.redirect_stderr(out):
                self.assertEqual(verify_kith.run(arguments), CANNOT_VERIFY)
            self.assertIn("Usage", out.getvalue())

    def test_json_that_cannot_verify(self):
        code, text = run(self.root, "--json")
        answer = json.loads(text)
        self.assertEqual((code, answer["holds"]), (CANNOT_VERIFY, False))
        self.assertIn("There is no folder", answer["cannot_verify"])

    def test_json_with_findings(self):
        world = small_world()
        world.quorum = 3
        self.written(world)
        code, text = run(self.root, "--json")
        answer = json.loads(text)
        self.assertEqual((code, answer["holds"]), (FINDINGS, False))
        self.assertEqual(len(answer["findings"]), 1)

    def test_at_most_200_findings_are_listed(self):
        world = World()
        for n in range(250):
            world.own.add("STAFF", AGENCY, b"", n)
            world.own.entries[n].wrong["version"] = 2
        self.written(world)
        code, text = run(self.root, "--json")
        answer = json.loads(text)
        self.assertEqual((code, len(answer["findings"])), (FINDINGS, 200))
        self.assertIn("50 more findings are not listed.", answer["notes"])

    def test_at_most_200_notes_are_listed(self):
        world = small_world()
        for n in range(250):
            world.broker.enquiry("ACCEPTED", b"%016d" % n, MINUTE)
        self.written(world)
        code, text = run(self.root, "--json")
        self.assertEqual((code, len(json.loads(text)["notes"])), (HOLDS, 200))
        for n in range(201):
            put(self.root, "x%d" % n, b"")
        code, text = run(self.root, "--json")
        answer = json.loads(text)
        self.assertEqual((code, len(answer["notes"])), (FINDINGS, 200))
        self.assertEqual(answer["notes"][-1],
                         "1 more findings are not listed.")

    def program(self, *arguments, **options):
        return subprocess.run([sys.executable, PROGRAM] + list(arguments),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              **options)

    def test_program_holds(self):
        self.written(full_world())
        done = self.program(self.root)
        self.assertEqual((done.returncode, done.stderr), (HOLDS, b""))
        self.assertIn(b"THE EVIDENCE HOLDS", done.stdout)

    def test_program_with_findings(self):
        self.written(full_world())
        put(self.root, "x", b"")
        self.assertEqual(self.program(self.root).returncode, FINDINGS)

    def test_program_without_a_folder(self):
        done = self.program(self.root)
        self.assertEqual((done.returncode, done.stderr), (CANNOT_VERIFY, b""))

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
    def test_program_that_cannot_write(self):
        self.written(full_world())
        with open("/dev/full", "wb") as full:
            done = subprocess.run([sys.executable, PROGRAM, self.root],
                                  stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, CANNOT_VERIFY)
        self.assertNotIn(b"Traceback", done.stderr)

    def test_program_does_not_run_what_lies_beside_it(self):
        self.written(full_world())
        copy = os.path.join(self.top, "copy")
        os.mkdir(copy)
        shutil.copy(PROGRAM, copy)
        for name in ("hashlib.py", "json.py", "base64.py"):
            put(copy, name, b"import sys; sys.exit(0)\n")
        done = subprocess.run(
            [sys.executable, os.path.join(copy, "verify_kith.py"), self.top],
            stdout=subprocess.PIPE, cwd=copy)
        self.assertEqual(done.returncode, CANNOT_VERIFY)
        self.assertIn(b"CANNOT BE VERIFIED", done.stdout)

    def test_progress_is_silent_but_on_a_terminal(self):
        plain, terminal = io.StringIO(), io.StringIO()
        terminal.isatty = lambda: True
        for stream in (plain, terminal):
            progress = verify_kith.Progress(stream)
            with mock.patch("time.monotonic", side_effect=[0, 4, 8]):
                progress("Log", "reading", 100, 800)
                progress("Log", "reading", 400, 800)
            progress.clear()
        self.assertEqual(plain.getvalue(), "")
        self.assertIn("400 of 800, 100 a second, 4 s left",
                      terminal.getvalue())


# Every bit


class FlipTest(EvidenceTest):
    """No bit of a folder can be changed without a word."""

    def flips(self):
        """(file, byte, bit): one bit of each byte, or all of them."""
        for name in files_of(self.root):
            for at in range(len(get(self.root, name))):
                for bit in range(8) if LONG else [(at * 5 + at // 8) % 8]:
                    yield name, at, bit

    def test_no_flipped_bit_holds(self):
        self.written(small_evaluated_world())
        self.assert_run(HOLDS)
        # Signatures that did hold are not calculated again.
        remembered = functools.lru_cache(None)(verify_kith.signature_holds)
        started, outcomes = time.monotonic(), collections.Counter()
        with mock.patch.object(verify_kith, "signature_holds", remembered):
            for name, at, bit in self.flips():
                data = get(self.root, name)
                flipped = bytearray(data)
                flipped[at] ^= 1 << bit
                put(self.root, name, bytes(flipped))
                report = verify_kith.examine(self.root, nothing)
                put(self.root, name, data)
                self.assertIn(report.exit_code(), (FINDINGS, CANNOT_VERIFY),
                              (name, at, bit))
                self.assertNotIn("does not know how",
                                 str(report.obstacle), (name, at, bit))
                outcomes[report.exit_code()] += 1
        self.assert_run(HOLDS)
        self.assertGreater(min(outcomes.values()), 100)
        if LONG:
            say("%d bits flipped: %d findings, %d cannot verify, %.0f s" % (
                sum(outcomes.values()), outcomes[FINDINGS],
                outcomes[CANNOT_VERIFY], time.monotonic() - started))

    def test_no_file_cut_anywhere_holds(self):
        self.written(small_world())
        remembered = functools.lru_cache(None)(verify_kith.signature_holds)
        tried = 0
        with mock.patch.object(verify_kith, "signature_holds", remembered):
            for name in files_of(self.root):
                data = get(self.root, name)
                for length in range(0, len(data), 1 if LONG else 13):
                    put(self.root, name, data[:length])
                    report = verify_kith.examine(self.root, nothing)
                    self.assertNotEqual(report.exit_code(), HOLDS,
                                        (name, length))
                    tried += 1
                put(self.root, name, data)
        self.assertGreater(tried, 200)

    def test_no_byte_added_anywhere_holds(self):
        self.written(small_evaluated_world())
        remembered = functools.lru_cache(None)(verify_kith.signature_holds)
        with mock.patch.object(verify_kith, "signature_holds", remembered):
            for name in files_of(self.root):
                data = get(self.root, name)
                for at in range(0, len(data) + 1, 1 if LONG else 29):
                    put(self.root, name, data[:at] + b"\0" + data[at:])
                    report = verify_kith.examine(self.root, nothing)
                    self.assertNotEqual(report.exit_code(), HOLDS, (name, at))
                put(self.root, name, data)


class EvaluatedTest(EvidenceTest):
    def setUp(self):
        super().setUp()
        self.world = evaluated_world()
        self.own = self.world.own
        self.holder = self.world.holder_logs["holder-one"]

    def evaluate(self, name, count=16, at=40 * MINUTE):
        return self.holder.add("EVALUATED", AGENCY, batch(name, count), at)

    def test_figures_are_the_agencys_own(self):
        self.assert_world(self.world, HOLDS, "2 batches evaluated")

    def test_one_that_nobody_asked_for(self):
        self.evaluate(b"thief" + bytes(11), 128)
        self.assert_world(
            self.world, FINDINGS, "Log of the key holder holder-one, entry 3",
            "evaluated 128 elements on 2026-09-21 for this agency that this "
            "agency did not ask for")

    def test_one_of_the_last_minute(self):
        self.evaluate(b"thief" + bytes(11), at=200 * MINUTE)
        self.assert_world(self.world, FINDINGS, "did not ask for")

    def test_another_count(self):
        self.own.add("EVALUATED", AGENCY, batch(b"3" * 16), 41 * MINUTE)
        self.evaluate(b"3" * 16, 1024)
        self.assert_world(self.world, FINDINGS, "evaluated 1024 elements "
                          "where this agency asked for 16")

    def test_a_second_time(self):
        self.evaluate(FIRST_BATCH)
        self.assert_world(self.world, FINDINGS, "a second time")

    def test_asked_for_and_not_evaluated(self):
        self.own.add("EVALUATED", AGENCY, batch(b"3" * 16), 41 * MINUTE)
        self.assert_world(self.world, HOLDS, "1 times the key holder")

    def test_of_before_there_were_ids(self):
        self.evaluate(b"")
        self.assert_world(self.world, HOLDS, "1 evaluations were made before")

    def test_what_may_be_erased_excuses_one(self):
        self.own.erase(9, 42 * MINUTE)
        self.assert_world(self.world, HOLDS, "may be one that was erased")
        shutil.rmtree(self.root)
        self.evaluate(b"thief" + bytes(11))
        self.assert_world(self.world, FINDINGS, "did not ask for")

    def test_an_erased_one_of_the_key_holder(self):
        self.holder.erase(1, 42 * MINUTE)
        text = self.assert_world(self.world, HOLDS, "has been erased")
        self.assertNotIn("evaluated nothing", text)

    def test_an_opening_that_is_left_out(self):
        self.written(self.world)
        openings = unframed(get(self.root, "keyholder/holder-one/openings"))
        put(self.root, "keyholder/holder-one/openings", framed(openings[1:]))
        self.assert_run(FINDINGS, "are missing or were added")

    def test_openings_that_are_taken_off_the_end_are_a_note(self):
        self.written(self.world)
        name = "keyholder/holder-one/openings"
        data = get(self.root, name)
        for length in range(len(data)):
            put(self.root, name, data[:length])
            kept = [len(framed(unframed(data)[:count])) for count in (0, 1)]
            code = HOLDS if length in kept else CANNOT_VERIFY
            with self.subTest(length):
                self.assert_run(code, *(["taken out"] if code == HOLDS else []))

    def test_without_a_key_holders_log(self):
        self.world.holder_logs = {}
        self.assert_world(self.world, CANNOT_VERIFY,
                          "keyholder/holder-one/checkpoint is missing")

    def test_of_a_key_holder_that_is_not_named(self):
        self.world.holder_logs["holder-two"] = Book()
        self.assert_world(self.world, FINDINGS, "is not evidence")

    def test_without_a_log_key(self):
        self.world.holder_key = b""
        self.assert_world(self.world, CANNOT_VERIFY, "names no log key")

    def test_log_key_of_another(self):
        self.world.holder_key = public_key(BROKER_SEED)
        self.assert_world(self.world, FINDINGS, "is not signed by whoever")

    def test_log_key_of_a_wrong_length(self):
        self.world.holder_key = b"k" * 31
        self.assert_world(self.world, CANNOT_VERIFY, "32 bytes")


class ProvedTest(EvidenceTest):
    """The school asks; this agency answers and is proved its release."""

    def setUp(self):
        super().setUp()
        self.world = full_world()
        self.own, self.broker = self.world.own, self.world.broker
        self.made = 0

    def release(self, place=3, subject=0, **changes):
        """The fields of a proof, and of the answer it is of."""
        self.made += 1
        mark = b"%d" % self.made
        proof = dict(
            enquiry_id=sha256(b"e" + mark)[:16], subject=subject,
            holder_salt=sha256(b"salt" + mark),
            header_sha256=sha256(b"header" + mark),
            ground_refs=[sha256(b"ref" + mark)[:16]], late=0, ground_ended=0)
        self.leaf_hash = sha256(b"\0" + b"slot" + mark)
        holder = sha256(b"kith/v1/holder" + b"".join(
            struct.pack(">I", len(one)) + one for one in (
                proof["holder_salt"], AGENCY.encode(),
                proof["header_sha256"], sha256(proof["ground_refs"][0]))))
        for what, own in (("slot", self.leaf_hash),
                          ("holder", sha256(b"\0" + holder))):
            hashes = [sha256(b"%s %d" % (what.encode(), at))
                      for at in range(16)]
            hashes[place] = own
            proof.update({
                what + "_index": place, what + "_count": 16,
                what + "_path": b"".join(path_of(hashes, place)),
                what + "s_root": tree_hash(hashes)})
        self.answer = dict(enquiry_id=proof["enquiry_id"], subject=subject)
        proof["released_index"], proof["sealed_opening"] = self.add_released(
            proof["slots_root"], proof["holders_root"])
        proof.update(changes)
        return proof

    def add_released(self, slots, holders):
        """RELEASED of the school; its opening is not this agency's to see."""
        index = self.broker.add("RELEASED", SCHOOL, b"", 60 * MINUTE,
                                (slots, holders))
        opening = b"of the school %d" % index
        self.broker.entries[index].wrong["opening"] = opening
        return index, hmac.new(sha256(b"salt %d" % index), opening,
                               "sha256").digest()

    def add_answer(self, event="ANSWERED", at=50 * MINUTE, leaf_hash=None):
        self.own.add(event, AGENCY, message(
            (1, self.answer["enquiry_id"]),
            (2, Fixed32(self.answer["subject"])),
            (13, self.leaf_hash if leaf_hash is None else leaf_hash)), at)

    def add_proof(self, proof, at=51 * MINUTE):
        self.own.add("PROVED", AGENCY, message(
            (1, proof["enquiry_id"]), (2, Fixed32(proof["subject"])),
            (3, Fixed64(proof["released_index"])),
            (4, proof["sealed_opening"]), (5, proof["slots_root"]),
            (6, proof["holders_root"]), (7, Fixed32(proof["slot_index"])),
            (8, Fixed32(proof["slot_count"])), (9, proof["slot_path"]),
            (10, Fixed32(proof["holder_index"])),
            (11, Fixed32(proof["holder_count"])), (12, proof["holder_path"]),
            (13, proof["holder_salt"]), (14, proof["header_sha256"]),
            *[(15, one) for one in proof["ground_refs"]],
            (16, proof["late"]), (17, proof["ground_ended"])), at)

    def add_alarm(self, cause, at=51 * MINUTE):
        self.own.add("ALARM", AGENCY, message(
            (1, self.answer["enquiry_id"]), (12, cause)), at)

    def assert_proof(self, proof, code, *words):
        self.add_answer()
        self.add_proof(proof)
        self.assert_world(self.world, code, *words)

    def test_holds(self):
        proof = self.release(0)
        self.add_answer("TOUCH", at=45 * MINUTE)
        self.add_proof(proof, at=46 * MINUTE)
        self.assert_proof(self.release(15), HOLDS,
                          "Answers 2, 2 proved to be released")

    def withdraw(self, proof):
        self.broker.add("WITHDRAWN", AGENCY, message(
            (1, b"of another ground"), *[(1, one) for one
                                         in proof["ground_refs"]]),
            60 * MINUTE)

    def test_withdrawn_afterwards(self):
        proof = self.release()
        self.withdraw(proof)
        self.assert_proof(proof, HOLDS)

    def test_withdrawn_before(self):
        self.withdraw(self.release())
        # The next release is of the same ground.
        self.made -= 1
        self.assert_proof(self.release(), FINDINGS,
                          "had been withdrawn before")

    def test_held_back_for_what_was_withdrawn(self):
        self.withdraw(self.release())
        self.made -= 1
        self.assert_proof(self.release(ground_ended=1), HOLDS)

    def test_another_answer(self):
        proof = self.release()
        self.leaf_hash = sha256(b"another")
        self.assert_proof(proof, FINDINGS, "not among those released")

    def test_late_or_ground_ended_need_not_be_there(self):
        for what in ("late", "ground_ended"):
            proof = self.release(**{what: 1})
            self.add_answer(at=50 * MINUTE, leaf_hash=sha256(b"another"))
            self.add_proof(proof, at=50 * MINUTE)
        self.assert_world(self.world, HOLDS)

    def counts(self):
        self.written(self.world)
        answer = json.loads(run(self.root, "--json")[1])
        return [answer[name] for name in ("answered", "released", "late",
                                          "held_back")]

    def test_what_was_not_released_is_counted_apart_and_is_a_note(self):
        self.add_answer_and_proof()
        for what in ("late", "late", "ground_ended", "ground_ended",
                     "ground_ended"):
            self.add_answer_and_proof(**{what: 1})
        self.assert_world(
            self.world, HOLDS, "Answers 6, 1 proved to be released",
            "Not released 2 said to be late, 3 to be held back",
            "The broker says that 2 answers came too late and were not "
            "released.", "The broker says that 3 answers were held back for "
            "an ended ground and not released.")
        shutil.rmtree(self.root)
        self.assertEqual(self.counts(), [6, 1, 2, 3])

    def add_answer_and_proof(self, **changes):
        proof = self.release(**changes)
        self.add_answer()
        self.add_proof(proof, at=50 * MINUTE)

    def test_a_proof_that_does_not_hold_or_comes_twice_is_not_counted(self):
        proof = self.release()
        self.add_answer()
        self.add_proof(proof)
        self.add_proof(proof)
        proof = self.release(late=1, holder_salt=sha256(b"another"))
        self.add_answer(at=51 * MINUTE)
        self.add_proof(proof)
        self.add_proof(self.release())  # Of an answer that is not there.
        self.assertEqual(self.counts(), [2, 1, 0, 0])
        self.assert_run(FINDINGS, "does not show that this agency was asked",
                        "proves an answer that was not logged")

    def test_another_persons_place(self):
        self.assert_proof(self.release(subject=1), FINDINGS,
                          "does not show that this agency was asked")

    def test_what_is_no_release(self):
        self.assert_proof(self.release(released_index=0), FINDINGS,
                          "the broker's entry 0 is not this release")

    def test_beyond_the_log(self):
        self.assert_proof(self.release(released_index=1 << 40), FINDINGS,
                          "has no entry 1099511627776")

    def test_root_of_a_wrong_length(self):
        self.assert_proof(self.release(slots_root=b"short"), FINDINGS,
                          "wrong length")

    def test_any_other_part(self):
        other = sha256(b"other")
        good = self.release()
        changes = dict(
            sealed_opening=other, holders_root=other, slots_root=other,
            slot_path=good["slot_path"][:-32] + other,
            holder_path=good["holder_path"][:-1], holder_salt=other,
            header_sha256=other, ground_refs=[], slot_index=4, slot_count=17,
            holder_index=4, holder_count=128)
        for name, value in changes.items():
            with self.subTest(name):
                self.world = full_world()
                self.own, self.broker = self.world.own, self.world.broker
                shutil.rmtree(self.root, ignore_errors=True)
                self.assert_proof(self.release(**{name: value}), FINDINGS,
                                  "of the release of an answer does not hold")

    def test_an_alarm(self):
        self.release()
        self.add_answer()
        self.add_alarm("release: not proved in a minute")
        self.add_alarm("release: of Sami")
        self.add_alarm("a canary was asked about", 60 * MINUTE)
        text = self.assert_world(self.world, FINDINGS,
                                 "of an answer: not proved in a minute",
                                 "of an answer: for another cause")
        self.assertNotIn("Sami", text)
        self.assertNotIn("whose release was not proved", text)

    def test_no_proof_once_it_is_due(self):
        self.release()
        self.add_answer()
        self.assertNotIn("whose release",
                         self.assert_world(self.world, HOLDS))
        shutil.rmtree(self.root)
        self.own.add("STAFF", AGENCY, message((1, "added")), 60 * MINUTE)
        self.assert_world(self.world, HOLDS,
                          "1 answers whose release was not proved")

    def test_proof_of_no_answer(self):
        self.add_proof(self.release())
        self.assert_world(self.world, FINDINGS, "an answer that was not logged")

    def test_proof_of_an_answer_that_may_be_erased(self):
        proof = self.release()
        self.add_answer()
        self.own.erase(len(self.own.entries) - 1, 50 * MINUTE)
        self.add_proof(proof)
        self.assert_world(self.world, HOLDS, "may be one that was erased")

    def test_paths_of_every_tree(self):
        for count in range(1, 35):
            hashes = [sha256(b"%d" % at) for at in range(count)]
            root = tree_hash(hashes)
            for at in range(count):
                path = b"".join(path_of(hashes, at))
                self.assertTrue(verify_kith.inclusion_holds(
                    hashes[at], at, count, path, root))
                self.assertFalse(verify_kith.inclusion_holds(
                    sha256(b"x"), at, count, path, root))
                self.assertFalse(verify_kith.inclusion_holds(
                    hashes[at], at, count, path + bytes(32), root))


def path_of(hashes, at):
    """RFC 6962 section 2.1.1."""
    if len(hashes) == 1:
        return []
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if at < half:
        return path_of(hashes[:half], at) + [tree_hash(hashes[half:])]
    return path_of(hashes[half:], at - half) + [tree_hash(hashes[:half])]


class AgainstTest(EvidenceTest):
    """Two folders with one broker's log."""

    def against(self, other_world):
        self.written(full_world())
        other = other_world.write(os.path.join(self.top, "other"))
        return run(self.root, "--against", other)

    def test_a_longer_and_a_shorter_one_are_one_log(self):
        longer = full_world()
        longer.broker.add("PUBLISHED", CLINIC, message((1, "rows")),
                          70 * MINUTE)
        code, text = self.against(longer)
        self.assertEqual(code, HOLDS, text)
        self.assertIn("The 10 first entries", " ".join(text.split()))
        code, text = run(os.path.join(self.top, "other"), "--against",
                         self.root)
        self.assertEqual(code, HOLDS, text)

    def test_two_faces_of_any_size_are_a_finding(self):
        for more in range(3):
            other = full_world()
            other.broker.add("PUBLISHED", CLINIC, message((1, "rows")),
                             61 * MINUTE)
            for n in range(more):
                other.broker.add("ALARM", CLINIC, message((1, b"u" * 16)),
                                 (62 + n) * MINUTE)
            world = full_world()
            world.broker.add("PUBLISHED", SCHOOL, message((1, "rows")),
                             61 * MINUTE)
            one = world.write(os.path.join(self.top, "one-%d" % more))
            two = other.write(os.path.join(self.top, "two-%d" % more))
            for a, b in ((one, two), (two, one)):
                code, text = run(a, "--against", b)
                self.assertEqual(code, FINDINGS, text)
                self.assertIn("entry 10: the broker signed two logs",
                              " ".join(text.split()))

    def test_another_partnership_cannot_be_compared(self):
        other = small_world()
        network = verify_kith.read_network
        self.written(small_world())
        root = other.write(os.path.join(self.top, "other"))
        seen = []

        def another(folder):
            seen.append(network(folder))
            return seen[-1]._replace(id=b"another" * len(seen))

        with mock.patch.object(verify_kith, "read_network", another):
            code, text = run(self.root, "--against", root)
        self.assertEqual(code, CANNOT_VERIFY, text)
        self.assertIn("not of one partnership", " ".join(text.split()))

    def test_a_fault_of_the_others_own_log_hides_no_second_face(self):
        other = full_world()
        other.broker.add("PUBLISHED", SCHOOL, message((1, "rows")), 61 * MINUTE)
        other.own.enquiry("SHOWN", ANSWERED, 61 * MINUTE, 0)
        world = full_world()
        world.broker.add("PUBLISHED", CLINIC, message((1, "rows")), 61 * MINUTE)
        one = world.write(os.path.join(self.top, "one"))
        two = other.write(os.path.join(self.top, "two"))
        for a, b in ((one, two), (two, one)):
            code, text = run(a, "--against", b)
            self.assertEqual(code, FINDINGS, text)
            self.assertIn("the broker signed two logs", " ".join(text.split()))

    def test_what_the_broker_did_not_sign_is_not_compared_with(self):
        self.written(full_world())
        other = full_world().write(os.path.join(self.top, "other"))
        tree = os.path.join(other, "broker", "tile", "entries")
        name = files_of(tree)[0]
        data = bytearray(get(tree, name))
        data[50] ^= 1
        put(tree, name, bytes(data))
        code, text = run(self.root, "--against", other)
        self.assertEqual(code, CANNOT_VERIFY, text)
        self.assertIn("does not hold: verify", " ".join(text.split()))

    def test_a_folder_that_is_not_there_cannot_be_compared(self):
        self.written(small_world())
        code, text = run(self.root, "--against", self.root + "-nowhere")
        self.assertEqual(code, CANNOT_VERIFY, text)
        for arguments in ([self.root, "--against"],
                          [self.root, "--against", "--json"]):
            self.assertEqual(run(*arguments)[0], CANNOT_VERIFY)


def nothing(title, doing, done, total):
    pass


def say(text):
    sys.stderr.write("\n%s\n" % text)


@unittest.skipUnless(LONG, "KITH_LONG=1 runs it")
class LongTest(EvidenceTest):
    def test_a_hundred_thousand_entries(self):
        world = World()
        for n in range(50000):
            world.own.add("STAFF", AGENCY, message((1, "added")), n)
        for n in range(50000):
            world.broker.add("ALARM", AGENCY if n % 2 else CLINIC,
                             message((1, b"u" * 16)), n)
        self.written(world)
        started = time.monotonic()
        self.assert_run(HOLDS, "50000 entries, 25000 of them")
        took = time.monotonic() - started
        say("100,000 leaves, 75,000 of them opened: %.1f s, %d leaves a second"
            % (took, 100000 / took))
        self.assertLess(took, 60)


if __name__ == "__main__":
    unittest.main()

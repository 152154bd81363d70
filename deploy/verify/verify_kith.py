#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks one agency's evidence: its own log, the broker's, the key holder's,
each by the others.

    python3 verify_kith.py FOLDER [--json]

Follows docs/spec/evidence.md and shares no code with `kith audit verify`, so
that a fault in one of the two is noticed by the other. Needs Python 3.8 or
later and nothing else; reads FOLDER only, writes nothing, uses no network.

Exit: 0 the evidence holds, 1 there are findings, 2 it cannot be verified.
"""

import sys

# A file that lies beside this one must not run in place of a library.
if __name__ == "__main__" and not (
        sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]

import base64
import bisect
import collections
import datetime
import hashlib
import hmac
import json
import os
import re
import stat
import textwrap
import time

HOLDS, FINDINGS, CANNOT_VERIFY = 0, 1, 2

MOST_NETWORK_FILE = 4 << 20
MOST_CHECKPOINT = 64 << 10
MOST_OPENING = 256 << 10
MOST_SIGNATURES = 100
MOST_LISTED = 200
# broker/tile/entries, seven groups of digits, the width: and some room.
MOST_FOLDERS_DEEP = 16

LEAF_BYTES = 113
TILE_WIDTH = 256
GRACE_MS = 60000
# By which an agency's clock and the broker's may differ.
SKEW_MS = 120000
DAY_MS = 24 * 60 * 60000
# A broker at work lets no more than ten minutes pass.
SILENCE_MS = 30 * 60000
PROVED_WITHIN_MS = 180000
# One RESTORE stands behind the restored for each agency: the bound is of so
# many agencies.
MOST_BEHIND_RESTORED = 1024
MOST_RESTORES, MOST_RESTORED_SAID = 1000, 20
PLACES, MOST_SUBJECTS = 16, 8
# Of an ALARM about an answer, what it may say behind "release: ".
ALARMS = ("not proved in a minute", "the proof does not hold",
          "a question is called a probe",
          "held back for a ground that stands")
REASONS_TO_ERASE = ("retention", "request", "order")
NOTHING = bytes(32)


class CannotVerify(Exception):
    """Why there is no answer, as a sentence."""


class Malformed(Exception):
    """What is wrong with some bytes, in a few words."""


# Reading: files


def survey(root):
    """The name of every file below the folder, parts joined by "/".

    Refuses an empty folder. Follows no link.
    """
    names, waiting = set(), [""]
    while waiting:
        prefix = waiting.pop()
        entries = os.listdir(os.path.join(root, *prefix.split("/")))
        if prefix and not entries:
            raise CannotVerify("The folder %s is empty, and evidence has none "
                               "that is." % plain(prefix))
        for entry in entries:
            name = prefix + entry
            if is_folder(root, name):
                waiting.append(name + "/")
            else:
                names.add(name)
    return names


def is_folder(root, name):
    """True for a folder, False for a file; refuses whatever is neither."""
    status = os.lstat(os.path.join(root, *name.split("/")))
    # On Windows, this bit marks what stands for another place: symbolic links
    # and junctions. Files that a cloud service keeps do not have it.
    elsewhere = getattr(status, "st_reparse_tag", 0) & 0x20000000
    if stat.S_ISLNK(status.st_mode) or elsewhere:
        raise CannotVerify("%s is a link to another place, and evidence has "
                           "none." % plain(name))
    if stat.S_ISDIR(status.st_mode):
        if name.count("/") >= MOST_FOLDERS_DEEP:
            raise CannotVerify("The folders are deeper than evidence has "
                               "them.")
        return True
    if not stat.S_ISREG(status.st_mode):
        raise CannotVerify("%s is neither a file nor a folder." % plain(name))
    return False


class Folder:
    """The files of a folder, and which of them have been read."""

    def __init__(self, root):
        if not os.path.isdir(root):
            raise CannotVerify("There is no folder %s." % plain(root))
        self.root = root
        self.names = survey(root)
        self.read = set()

    def open(self, name):
        if name not in self.names:
            raise CannotVerify("The file %s is missing." % name)
        self.read.add(name)
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
        flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        path = os.path.join(self.root, *name.split("/"))
        file = os.fdopen(os.open(path, flags), "rb")
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise CannotVerify("%s is not a file." % name)
        return file

    def bytes(self, name, most):
        with self.open(name) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise CannotVerify("The file %s is longer than it can be." % name)
        return data

    def unread(self):
        return sorted(self.names - self.read)


# Reading: protobuf

UINT32, UINT64, INT64, BOOL, FIXED32, FIXED64, FIXED64S, BYTES, STRING = (
    "uint32", "uint64", "int64", "bool", "fixed32", "fixed64",
    "packed fixed64", "bytes", "string")

DEFAULTS = {UINT32: 0, UINT64: 0, INT64: 0, BOOL: 0, FIXED32: 0, FIXED64: 0,
            FIXED64S: (), BYTES: b"", STRING: ""}
WIRE_TYPES = {UINT32: 0, UINT64: 0, INT64: 0, BOOL: 0, FIXED32: 5, FIXED64: 1,
              FIXED64S: 2, BYTES: 2, STRING: 2}

# A message is {number: (name, kind)}; a kind in a list is a repeated field, a
# message as kind a field of that message.
LEAF_OPENING = {
    1: ("index", FIXED64), 2: ("leaf", BYTES), 3: ("salt", BYTES),
    4: ("opening", BYTES), 5: ("public_part", BYTES)}
OPENING = {
    1: ("event", UINT32), 2: ("agency", STRING),
    3: ("agency_sequence", FIXED64), 4: ("agency_previous", BYTES),
    5: ("detail", BYTES)}
FACT_VALUE = {1: ("fact", STRING), 2: ("value", STRING)}
ENQUIRY_DETAIL = {
    1: ("enquiry_id", BYTES), 2: ("body_sha256", BYTES),
    3: ("purpose", STRING), 4: ("ground", STRING), 5: ("role", STRING),
    6: ("practitioner", BYTES), 7: ("shape", UINT32), 8: ("rule", STRING),
    9: ("slots_root", BYTES), 10: ("holders_root", BYTES),
    12: ("cause", STRING), 13: ("local_subjects", [BYTES]),
    14: ("broker_index", FIXED64), 15: ("facts", [FACT_VALUE]),
    16: ("same_surname", BOOL), 17: ("session", FIXED64)}
SIGN_OFF_DETAIL = {
    1: ("entries", [FIXED64]), 2: ("finding", STRING), 3: ("by_staff", STRING)}
GROUND_DETAIL = {
    1: ("refs", [BYTES]), 2: ("only_here", BOOL), 3: ("receipt_sha256", BYTES),
    4: ("by_staff", STRING), 5: ("what", STRING)}
RECALL_DETAIL = {
    1: ("enquiry_id", BYTES), 2: ("subject", FIXED32), 3: ("holder", STRING),
    4: ("sha256", BYTES), 5: ("by_staff", STRING)}
URGENT_DETAIL = {
    1: ("enquiry_id", BYTES), 2: ("what", STRING), 3: ("agency", STRING),
    4: ("practitioner", BYTES), 5: ("role", STRING), 6: ("sha256", BYTES),
    7: ("finding", STRING), 8: ("by_staff", STRING)}
HANDOVER_DETAIL = {
    1: ("handover_id", BYTES), 2: ("step", STRING), 3: ("agency", STRING),
    4: ("sha256", BYTES), 5: ("by_staff", STRING)}
COUNT_DETAIL = {
    1: ("what", STRING), 2: ("count", FIXED64), 3: ("digest", BYTES)}
EXPORT_DETAIL = {
    1: ("what", STRING), 2: ("by_staff", STRING),
    3: ("local_subjects", [BYTES])}
EVALUATION_DETAIL = {
    1: ("what", STRING), 2: ("count", FIXED64), 3: ("request_id", BYTES),
    4: ("with_share", UINT32)}
KEY_DETAIL = {1: ("what", STRING), 2: ("epoch", UINT32),
              3: ("public_key_sha256", BYTES)}
ERASED_DETAIL = {1: ("indexes", FIXED64S), 2: ("why", STRING)}
RESTORE_DETAIL = {1: ("first", FIXED64), 2: ("end", FIXED64),
                  3: ("checkpoint_sha256", BYTES)}
ANSWER_DETAIL = {
    1: ("enquiry_id", BYTES), 2: ("subject", FIXED32), 3: ("person", BYTES),
    4: ("asker", STRING), 5: ("category", STRING), 6: ("role", STRING),
    7: ("purpose", STRING), 8: ("ground", STRING), 9: ("practitioner", BYTES),
    10: ("outcome", STRING), 11: ("rule", STRING), 12: ("slot_sha256", BYTES),
    13: ("slot_leaf_hash", BYTES)}
PROVED_DETAIL = {
    1: ("enquiry_id", BYTES), 2: ("subject", FIXED32),
    3: ("released_index", FIXED64), 4: ("sealed_opening", BYTES),
    5: ("slots_root", BYTES), 6: ("holders_root", BYTES),
    7: ("slot_index", FIXED32), 8: ("slot_count", FIXED32),
    9: ("slot_path", BYTES), 10: ("holder_index", FIXED32),
    11: ("holder_count", FIXED32), 12: ("holder_path", BYTES),
    13: ("holder_salt", BYTES), 14: ("header_sha256", BYTES),
    15: ("ground_refs", [BYTES]), 16: ("late", BOOL),
    17: ("ground_ended", BOOL)}

SIGNED_FILE = {
    1: ("body", BYTES),
    2: ("signatures", [{1: ("signer", STRING), 2: ("signature", BYTES)}])}
BROKER = {
    1: ("address", STRING), 2: ("signing_key", BYTES), 3: ("log_key", BYTES),
    4: ("log_origin", STRING), 5: ("operated_by", STRING),
    6: ("enrol_address", STRING)}
KEY_HOLDER = {1: ("id", STRING), 2: ("name", STRING), 3: ("address", STRING),
              4: ("share_index", UINT32), 5: ("log_key", BYTES),
              6: ("operated_by", STRING)}
REFERENCE = {1: ("reference", STRING), 2: ("expires", STRING)}
AGENCY = {
    1: ("id", STRING), 2: ("name", STRING), 3: ("category", STRING),
    4: ("signing_key", BYTES), 5: ("log_key", BYTES), 6: ("sensitive", BOOL),
    7: ("suspended", BOOL), 8: ("ask_elements_per_day", UINT32),
    9: ("register_size", UINT32), 10: ("touch_gateway", STRING),
    11: ("about", STRING), 60: ("grounds_a_day", UINT32), 61: ("ages", STRING),
    62: ("area", STRING), 63: ("how_to_ask", STRING), 64: ("hours", STRING),
    65: ("last_confirmed", STRING), 66: ("sharing_agreement", REFERENCE),
    67: ("security_certification", REFERENCE), 68: ("hosted_by", STRING),
    69: ("suspended_because", STRING), 70: ("left", BOOL),
    71: ("certificates_from_ms", INT64), 72: ("former_names", [STRING])}
ADMINISTRATOR = {1: ("name", STRING), 2: ("public_key", BYTES),
                 3: ("organisation", STRING)}
RETENTION = {
    1: ("leaves", UINT32), 2: ("broker_details", UINT32),
    3: ("received_answers", UINT32), 4: ("rejected_rows", UINT32),
    5: ("backups", UINT32), 6: ("legal_hold", BOOL),
    7: ("agency_details", UINT32), 8: ("key_holder_details", UINT32)}
# Of messages that no check reads, the bytes.
NETWORK_FILE = {
    1: ("name", STRING), 2: ("network_id", BYTES), 3: ("version", UINT64),
    4: ("previous_sha256", BYTES), 5: ("issued_at_ms", UINT64),
    6: ("test_network", BOOL), 7: ("area", STRING), 8: ("times", BYTES),
    9: ("normaliser_version", UINT32), 10: ("profile", STRING),
    11: ("epochs", [BYTES]), 12: ("quorum", UINT32), 13: ("broker", BROKER),
    14: ("key_holders", [KEY_HOLDER]), 15: ("agencies", [AGENCY]),
    16: ("administrators", [ADMINISTRATOR]), 17: ("authority_pem", STRING),
    18: ("desk", BYTES), 26: ("retention", RETENTION),
    27: ("policy_text", BYTES),
    61: ("repeats", BYTES), 62: ("list_subjects_a_day", UINT32),
    63: ("witnesses", BYTES), 64: ("revoked_certificates", [BYTES])}

ACCEPTED, REFUSED, RELEASED, ABORTED, ERASED, RESTORE = 1, 2, 3, 4, 14, 15
WITHDRAWN, MEMBERSHIP, ALARM = 6, 8, 18
ASKED, SHOWN, ANSWERED, TOUCH, PROVED = 32, 33, 34, 35, 42
EVALUATED = 48
EVENTS = frozenset(list(range(1, 21)) + list(range(32, 43)) + [48])
OF_ENQUIRIES = frozenset([ACCEPTED, REFUSED, RELEASED, ABORTED, ASKED, SHOWN])

# The details that checks rest on. Any other is one of log.proto's messages.
ANY_DETAIL = (ENQUIRY_DETAIL, GROUND_DETAIL, RECALL_DETAIL, URGENT_DETAIL,
              HANDOVER_DETAIL, COUNT_DETAIL, ERASED_DETAIL, ANSWER_DETAIL,
              SIGN_OFF_DETAIL, PROVED_DETAIL, EXPORT_DETAIL, KEY_DETAIL)
# What is kept of these for checks.
DETAILS_KEPT = {WITHDRAWN: GROUND_DETAIL, EVALUATED: EVALUATION_DETAIL, ANSWERED: ANSWER_DETAIL,
                TOUCH: ANSWER_DETAIL, PROVED: PROVED_DETAIL}


def parse(data, message, strict):
    """A message's fields by name, those not given with their defaults.

    Strict takes only the one form that a message's fields serialise to, and
    no field that is not known. Neither way takes a singular field twice.
    """
    values = {name: default_of(kind) for name, kind in message.values()}
    seen, last = set(), 0
    for number, wire, raw in read_fields(data, strict):
        if strict and number < last:
            raise Malformed("fields out of order")
        last = number
        if number not in message:
            if strict:
                raise Malformed("an unknown field")
            continue
        name, kind = message[number]
        if isinstance(kind, list):
            values[name].append(read_value(wire, raw, kind[0], strict))
            continue
        if number in seen:
            raise Malformed("a field that stands twice")
        seen.add(number)
        value = read_value(wire, raw, kind, strict)
        if strict and value == values[name]:
            raise Malformed("a default that is written out")
        values[name] = value
    return values


def default_of(kind):
    if isinstance(kind, list):
        return []
    return DEFAULTS[kind] if isinstance(kind, str) else None


def read_fields(data, strict):
    """(number, wire type, bytes or number) of each field, as it stands."""
    at = 0
    while at < len(data):
        key, at = read_varint(data, at, strict)
        number, wire = key >> 3, key & 7
        if not 0 < number < 1 << 29:
            raise Malformed("a field without a number")
        if wire == 0:
            raw, at = read_varint(data, at, strict)
        else:
            if wire == 2:
                length, at = read_varint(data, at, strict)
            elif wire in (1, 5):
                length = 8 if wire == 1 else 4
            else:
                raise Malformed("a field of an unknown form")
            raw = data[at:at + length]
            at += length
            if len(raw) < length:
                raise Malformed("a field that is cut short")
        yield number, wire, raw


def read_varint(data, at, strict):
    value = shift = 0
    while True:
        if at == len(data) or shift == 70:
            raise Malformed("a number without an end")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            break
    if value >> 64 or (strict and byte == 0 and shift > 7):
        raise Malformed("a number in another form")
    return value, at


def read_value(wire, raw, kind, strict):
    if wire != (WIRE_TYPES[kind] if isinstance(kind, str) else 2):
        raise Malformed("a field of another form")
    if isinstance(kind, dict):
        return parse(raw, kind, strict)
    if kind == UINT32 and raw >> 32 or kind == BOOL and raw > 1:
        raise Malformed("a number that is too large")
    if kind in (FIXED32, FIXED64):
        return int.from_bytes(raw, "little")
    if kind == FIXED64S:
        if len(raw) % 8:
            raise Malformed("a field that is cut short")
        return tuple(int.from_bytes(raw[at:at + 8], "little")
                     for at in range(0, len(raw), 8))
    if kind == STRING:
        return decode(raw)
    return raw


def decode(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("text that is not UTF-8")


# Cryptography: Ed25519, RFC 8032 section 5.1

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def signature_holds(key, message, signature):
    """Ed25519, the equation without cofactor: [S]B = R + [k]A.

    Refuses S that is not reduced, a key or R of small order, and a key or R
    that is not in its one form. libsodium draws the same lines.
    """
    if len(key) != 32 or len(signature) != 64:
        return False
    a = point_of(key)
    r = point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    if has_small_order(a) or has_small_order(r):
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    k = int.from_bytes(digest, "little") % L
    return same_point(times_point(s, BASE), add_points(r, times_point(k, a)))


def point_of(data):
    """The point that 32 bytes encode, or None. (X, Y, Z, T), T = XY / Z."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * SQRT_OF_MINUS_ONE % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def add_points(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * D * p[3] * q[3] % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double_point(p):
    a, b = p[0] * p[0] % P, p[1] * p[1] % P
    c = 2 * p[2] * p[2] % P
    h = a + b
    e = h - (p[0] + p[1]) ** 2 % P
    g = a - b
    f = c + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def times_point(scalar, p):
    total = (0, 1, 1, 0)
    for bit in bin(scalar)[2:]:
        total = double_point(total)
        if bit == "1":
            total = add_points(total, p)
    return total


def same_point(p, q):
    return ((p[0] * q[2] - q[0] * p[2]) % P == 0
            and (p[1] * q[2] - q[1] * p[2]) % P == 0)


def has_small_order(p):
    return same_point(times_point(8, p), (0, 1, 1, 0))


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def sha256(data):
    return hashlib.sha256(data).digest()


def under_label(network_id, label, body):
    """What is signed where a key signs under a label (signatures.md)."""
    return (b"kith/v1/sig\0" + network_id + bytes([len(label)]) + label
            + len(body).to_bytes(4, "big") + body)


# The network file

Network = collections.namedtuple(
    "Network", "name id version sha256 quorum broker key_holders agencies "
    "retention")


def read_network(folder):
    data = folder.bytes("network.kith", MOST_NETWORK_FILE)
    try:
        # Nobody signs what is around the body: so it has one form only.
        signed = parse(data, SIGNED_FILE, strict=True)
        file = parse(signed["body"], NETWORK_FILE, strict=False)
        demand_well_formed(file)
    except Malformed as fault:
        raise CannotVerify("The network file is not well formed: %s." % fault)
    check_administrators(file, signed)
    return Network(
        name=file["name"], id=file["network_id"], version=file["version"],
        sha256=sha256(signed["body"]).hex(), quorum=file["quorum"],
        broker=file["broker"],
        key_holders={one["id"]: one["log_key"] for one in file["key_holders"]},
        agencies={agency["id"]: agency for agency in file["agencies"]},
        retention=file["retention"] or parse(b"", RETENTION, strict=False))


def demand_well_formed(file):
    """Of what every reader demands, all that evidence rests on."""
    for what, entries in (("agency", file["agencies"]),
                          ("key holder", file["key_holders"])):
        ids = [entry["id"] for entry in entries]
        if not all(is_id(one) for one in ids) or len(set(ids)) < len(ids):
            raise Malformed("each %s needs an id of its own" % what)
    names = [one["name"] for one in file["administrators"]]
    if len(set(names)) < len(names) or "" in names:
        raise Malformed("administrators without a name of their own")
    held = [one["public_key"] for one in file["administrators"]]
    if len(set(held)) < len(held):
        raise Malformed("administrators without a key of their own")
    if len(held) < 2 and not file["test_network"]:
        raise Malformed("one administrator, which only a test network may have")
    if not is_id(file["name"]) or not file["version"]:
        raise Malformed("no name or no version")
    if file["broker"] is None or not is_key_name(file["broker"]["log_origin"]):
        raise Malformed("no name of the broker's log")
    if not file["key_holders"] or not file["epochs"]:
        raise Malformed("no key holder or no epoch")
    keys = [file["network_id"]]
    keys += [one["log_key"] for one in file["key_holders"] if one["log_key"]]
    keys += [one["public_key"] for one in file["administrators"]]
    for one in [file["broker"]] + file["agencies"]:
        keys += [one["signing_key"], one["log_key"]]
    if any(len(key) != 32 for key in keys):
        raise Malformed("a key that is not of 32 bytes")


def check_administrators(file, signed):
    keys = {one["name"]: one["public_key"] for one in file["administrators"]}
    message = under_label(file["network_id"], b"network-file", signed["body"])
    if not 1 <= len(signed["signatures"]) <= MOST_SIGNATURES:
        raise CannotVerify("The network file has no signature, or far too "
                           "many.")
    signers = [one["signer"] for one in signed["signatures"]]
    if len(set(signers)) < len(signers):
        raise CannotVerify("The network file is signed twice by the same "
                           "administrator.")
    # Whoever has just left signs the version that says so.
    for one in signed["signatures"]:
        if one["signer"] in keys and not signature_holds(
                keys[one["signer"]], message, one["signature"]):
            raise CannotVerify(
                "The signature of %s under the network file does not hold, so "
                "there is nothing to verify the rest by."
                % plain(one["signer"]))
    if len(set(signers) & set(keys)) < min(2, len(keys)):
        raise CannotVerify("The network file is not signed by two of its "
                           "administrators, or by the only one.")


def is_id(text):
    return re.fullmatch("[a-z0-9-]{1,64}", text) is not None


def is_key_name(text):
    """As C2SP signed-note has it."""
    return text != "" and not any(
        one.isspace() or one == "+" or one < " " for one in text)


# Notes: checkpoints and who signed them

Checkpoint = collections.namedtuple(
    "Checkpoint", "text origin size root signatures")
NoteSignature = collections.namedtuple("NoteSignature", "name id signature")


def read_checkpoint(folder, where):
    name = where + "/checkpoint"
    try:
        return parse_checkpoint(folder.bytes(name, MOST_CHECKPOINT))
    except Malformed as fault:
        raise CannotVerify("The file %s is not well formed: %s."
                           % (name, fault))


def parse_checkpoint(data):
    note = decode(data)
    if any(one < " " and one != "\n" for one in note):
        raise Malformed("a control character")
    text, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise Malformed("no signatures")
    lines = text.split("\n")
    if len(lines) != 3 or not is_key_name(lines[0]):
        raise Malformed("not three lines")
    if not re.fullmatch("0|[1-9][0-9]{0,17}", lines[1]):
        raise Malformed("the number of entries")
    root = from_base64(lines[2])
    if len(root) != 32:
        raise Malformed("the root")
    signed_by = signatures[:-1].split("\n")
    if len(signed_by) > MOST_SIGNATURES:
        raise Malformed("too many signatures")
    return Checkpoint((text + "\n").encode(), lines[0], int(lines[1]), root,
                      [parse_signature_line(line) for line in signed_by])


def parse_signature_line(line):
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014" or not is_key_name(parts[1]):
        raise Malformed("a signature line")
    data = from_base64(parts[2])
    if len(data) < 5:
        raise Malformed("a signature line")
    return NoteSignature(parts[1], data[:4], data[4:])


def from_base64(text):
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise Malformed("text that is not base64")
    if base64.b64encode(data).decode() != text:
        raise Malformed("base64 in another form")
    return data


def key_id(name, kind, key):
    return sha256(name.encode() + b"\n" + bytes([kind]) + key)[:4]


def agency_origin(network, agency):
    return network.broker["log_origin"] + "/agency/" + agency


def check_checkpoint(report, title, checkpoint, origin, key, network):
    """Check 1. The log keys of the agencies whose cosignatures hold."""
    if checkpoint.origin != origin:
        report.finding(
            title, "the checkpoint, the signed sum of the log, is that of a "
            "log named %s and not of %s, so this is not the log it is said "
            "to be" % (plain(checkpoint.origin), plain(origin)))
    own = [one for one in checkpoint.signatures
           if (one.name, one.id) == (origin, key_id(origin, 1, key))]
    if not own:
        report.finding(title, "the checkpoint, the signed sum of the log, is "
                       "not signed by whoever keeps the log")
    for one in own:
        if not signature_holds(key, checkpoint.text, one.signature):
            report.finding(title, "the signature under the checkpoint does "
                           "not hold, so nobody answers for this log")
    if len(own) > 1:
        report.finding(title, "the checkpoint is signed more than once by "
                       "whoever keeps the log")
    return check_cosignatures(
        report, title, checkpoint, network,
        [one for one in checkpoint.signatures if one not in own])


def check_cosignatures(report, title, checkpoint, network, lines):
    cosigners = {}
    for agency in network.agencies.values():
        name = agency_origin(network, agency["id"])
        cosigners[name, key_id(name, 4, agency["log_key"])] = agency
    keys = {}
    for one in lines:
        agency = cosigners.get((one.name, one.id))
        if agency is None:
            report.finding(title, "the checkpoint bears a signature by %s, "
                           "which is no agency of the network file"
                           % plain(one.name))
        elif agency["id"] in keys:
            report.finding(title, "the checkpoint bears two signatures of %s, "
                           "of which it may give one" % agency["id"])
        elif not cosignature_holds(agency["log_key"], checkpoint.text,
                                   one.signature):
            report.finding(title, "the signature of %s as a witness does not "
                           "hold" % agency["id"])
        else:
            keys[agency["id"]] = agency["log_key"]
    return set(keys.values())


def cosignature_holds(key, text, data):
    seconds = int.from_bytes(data[:8], "big")
    if len(data) != 8 + 64 or seconds >> 63:
        return False
    message = b"cosignature/v1\ntime %d\n" % seconds + text
    return signature_holds(key, message, data[8:])


def check_witnesses(report, network, agency, keys):
    """How many others vouch that all see the same log.

    By key and not by name: a cosignature does not say its signer's name, so
    one key under two names could sign for two. Neither the agency itself nor
    whoever runs the broker is another.
    """
    operator = network.agencies.get(network.broker["operated_by"])
    others = keys - {network.agencies[agency]["log_key"],
                     network.broker["log_key"]}
    if operator is not None:
        others -= {operator["log_key"]}
    report.facts["witnesses"] = len(others)
    if network.quorum == 0:
        report.note("Not yet witnessed: the partnership does not ask other "
                    "agencies to sign the broker's log, so nothing here shows "
                    "that everybody was shown the same one.")
    elif len(others) < network.quorum:
        report.finding(
            BROKERS_LOG, "%d of the %d other agencies that must have signed "
            "it have done so, so it is not shown that everybody was shown the "
            "same log" % (len(others), network.quorum))


# Logs: the tree

BROKERS_LOG = "Broker's log"
OWN_LOG = "Agency's own log"


class Log:
    """One log: its leaves, and what is known of this agency's entries."""

    def __init__(self, title, where):
        self.title, self.where = title, where
        self.leaves, self.hashes, self.times = [], [], []
        self.entries = {}     # What is proved: index -> Entry.
        self.opened = set()   # Whatever there is an opening for.
        self.foreign = set()  # Of these, those of another agency.
        self.erased = set()
        self.erased_by = {}   # By an ERASED entry: what it named first.
        self.reasons = collections.Counter()  # Why, of those.
        self.restored = []    # From a mirror: (first, end), ascending.
        self.restored_ends = []
        self.lacking = []     # What is missed: (time, title, index, words).

    def was_lost(self, index):
        return self.lost_between(index, index + 1)

    def lost_between(self, first, end):
        """Whether one from `first`, before `end`, was lost."""
        at = bisect.bisect_right(self.restored_ends, first)
        return at < len(self.restored) and self.restored[at][0] < end

    def newest(self):
        return self.times[-1] if self.times else 0

    def time_of(self, entry):
        return self.times[entry.index]


def tiles(count):
    """(number, width) of each tile that `count` hashes fill."""
    for number in range(count // TILE_WIDTH):
        yield number, TILE_WIDTH
    if count % TILE_WIDTH:
        yield count // TILE_WIDTH, count % TILE_WIDTH


def tile_name(number, width):
    groups = ["%03d" % (number % 1000)]
    while number >= 1000:
        number //= 1000
        groups.insert(0, "x%03d" % (number % 1000))
    return "/".join(groups) + (".p/%d" % width if width < TILE_WIDTH else "")


def read_leaves(folder, log, size, progress):
    for number, width in tiles(size):
        name = "%s/tile/entries/%s" % (log.where, tile_name(number, width))
        data = folder.bytes(name, (2 + LEAF_BYTES) * TILE_WIDTH)
        if len(data) != (2 + LEAF_BYTES) * width:
            raise CannotVerify("The file %s does not hold %d entries."
                               % (name, width))
        for at in range(0, len(data), 2 + LEAF_BYTES):
            if data[at:at + 2] != LEAF_BYTES.to_bytes(2, "big"):
                raise CannotVerify("The file %s holds an entry of a wrong "
                                   "length." % name)
            leaf = data[at + 2:at + 2 + LEAF_BYTES]
            log.leaves.append(leaf)
            log.hashes.append(sha256(b"\0" + leaf))
            log.times.append(int.from_bytes(leaf[9:17], "big"))
        progress(log.title, "reading", len(log.leaves), size)


def parents(hashes):
    """The next level of the tree of RFC 6962; one without a pair moves up."""
    pairs = [sha256(b"\1" + hashes[at] + hashes[at + 1])
             for at in range(0, len(hashes) - 1, 2)]
    return pairs + hashes[len(pairs) * 2:]


def check_tree(report, folder, log, checkpoint):
    """Check 2. Eight levels of the tree up, the nodes are the next tiles'."""
    level, count, hashes = 0, len(log.hashes), log.hashes
    while count:
        for number, width in tiles(count):
            start = number * TILE_WIDTH
            check_tile(report, folder, log, level, number,
                       hashes[start:start + width])
        for _ in range(8):
            hashes = parents(hashes)
        level, count = level + 1, count // TILE_WIDTH
    if (hashes[0] if hashes else sha256(b"")) != checkpoint.root:
        report.finding(
            log.title, "its %d entries do not add up to the checkpoint, the "
            "signed sum of the log, so an entry was changed, added or taken "
            "away after it was signed" % len(log.leaves))


def check_tile(report, folder, log, level, number, hashes):
    name = "%s/tile/%d/%s" % (log.where, level, tile_name(number, len(hashes)))
    data = folder.bytes(name, 32 * TILE_WIDTH)
    if len(data) != 32 * len(hashes):
        raise CannotVerify("The file %s does not hold %d hashes."
                           % (name, len(hashes)))
    for at, expected in enumerate(hashes):
        if data[32 * at:32 * at + 32] != expected:
            first = (number * TILE_WIDTH + at) * TILE_WIDTH ** level
            report.finding(
                log.title, "the check value that was stored for it (file %s) "
                "does not fit it, so one of the two was changed" % name, first)
            return


def check_leaves(report, log):
    """Check 3."""
    latest = 0
    for index, leaf in enumerate(log.leaves):
        if leaf[0] != 1:
            report.finding(log.title, "it is of a version that does not exist",
                           index)
        stated = int.from_bytes(leaf[1:9], "big")
        if stated != index:
            report.finding(log.title, "it calls itself entry %d, so entries "
                           "were moved, added or taken away" % stated, index)
        if log.times[index] < latest:
            report.finding(log.title, "its time is before that of an entry "
                           "before it, so its times cannot be relied on",
                           index)
        latest = max(latest, log.times[index])


# Logs: the agency's entries

Entry = collections.namedtuple(
    "Entry",
    "index event sequence previous enquiry broker_index erases why restores "
    "names_file detail")


def read_openings(folder, log):
    """Each opening in the file, as a LeafOpening."""
    name = log.where + "/openings"
    last = -1
    with folder.open(name) as file:
        while True:
            head = file.read(4)
            if not head:
                return
            length = int.from_bytes(head, "big")
            if length > MOST_OPENING:
                raise CannotVerify("The file %s holds something longer than "
                                   "an entry can be." % name)
            data = file.read(length)
            if len(head) < 4 or len(data) < length:
                raise CannotVerify("The file %s is cut short." % name)
            opening = parse_leaf_opening(name, data)
            if opening["index"] <= last:
                raise CannotVerify("The entries in the file %s are not in "
                                   "order." % name)
            last = opening["index"]
            yield opening


def parse_leaf_opening(name, data):
    try:
        opening = parse(data, LEAF_OPENING, strict=True)
        # A salt with zeros cut off or added would be the same to HMAC.
        if (len(opening["leaf"]), len(opening["salt"]),
                len(opening["public_part"])) != (LEAF_BYTES, 32, 32):
            raise Malformed("a part of a wrong length")
    except Malformed as fault:
        raise CannotVerify("The file %s is not well formed: %s."
                           % (name, fault))
    return opening


def check_openings(report, folder, log, agency, progress):
    """Checks 4 and 9, and of 5 that an opening is the agency's."""
    for opening in read_openings(folder, log):
        index = opening["index"]
        if index >= len(log.leaves):
            report.finding(log.title, "a content is shown, but the log "
                           "has no such entry", index)
            continue
        log.opened.add(index)
        if not opens(opening, log.leaves[index]):
            report.finding(log.title, "the content shown for it is not what "
                           "was recorded", index)
            continue
        entry_agency, entry = parse_entry(report, log, opening)
        if entry_agency != agency:
            log.foreign.add(index)
            report.finding(log.title, "it belongs to %s and not to the agency "
                           "whose evidence this is" % plain(entry_agency),
                           index)
            continue
        log.entries[index] = entry
        progress(log.title, "opening", index + 1, len(log.leaves))


def opens(opening, leaf):
    sealed = hmac.digest(opening["salt"], opening["opening"], "sha256")
    commitment = sha256(b"kith/v1/commitment" + sealed
                        + opening["public_part"])
    return opening["leaf"] == leaf and leaf[17:49] == commitment


def parse_entry(report, log, opening):
    index = opening["index"]
    try:
        inner = parse(opening["opening"], OPENING, strict=True)
        if inner["event"] not in EVENTS:
            raise Malformed("an event that is not known")
        detail = parse_detail(inner["event"], inner["detail"])
    except Malformed as fault:
        raise CannotVerify("%s, entry %d: what is recorded is not well "
                           "formed: %s. The log was written by a newer "
                           "version of Kith, or holds what no version writes: "
                           "get a newer verifier." % (log.title, index, fault))
    check_public_part(report, log, index, inner["event"], detail,
                      opening["public_part"])
    of_enquiry = inner["event"] in OF_ENQUIRIES
    return inner["agency"], Entry(
        index, inner["event"], inner["agency_sequence"],
        inner["agency_previous"],
        detail["enquiry_id"] if of_enquiry else b"",
        detail["broker_index"] if inner["event"] == SHOWN else 0,
        detail["indexes"] if inner["event"] == ERASED else (),
        detail["why"] if inner["event"] == ERASED else "",
        (detail["first"], detail["end"], detail["checkpoint_sha256"])
        if inner["event"] == RESTORE else None,
        detail["digest"] if inner["event"] == MEMBERSHIP else None,
        detail if inner["event"] in DETAILS_KEPT or (
            inner["event"] == ALARM and "cause" in detail) else None)


def parse_detail(event, data):
    if event in OF_ENQUIRIES:
        return parse(data, ENQUIRY_DETAIL, strict=True)
    if event == ERASED:
        return parse(data, ERASED_DETAIL, strict=True)
    if event == MEMBERSHIP:
        return parse(data, COUNT_DETAIL, strict=True)
    if event == RESTORE:
        return parse(data, RESTORE_DETAIL, strict=True)
    if event in DETAILS_KEPT:
        return parse(data, DETAILS_KEPT[event], strict=True)
    for message in ANY_DETAIL:
        try:
            return parse(data, message, strict=True)
        except Malformed:
            pass
    raise Malformed("a detail of no known form")


def check_public_part(report, log, index, event, detail, public_part):
    if event != RELEASED:
        if public_part != NOTHING:
            report.finding(log.title, "it vouches for answers though it "
                           "records none", index)
        return
    slots, holders = detail["slots_root"], detail["holders_root"]
    # Joined without lengths, so each has to have its own.
    if (len(slots), len(holders)) != (32, 32) or public_part != sha256(
            b"kith/v1/release" + slots + holders):
        report.finding(log.title, "the answers it vouches for are not those "
                       "that it names", index)


def check_erased(report, log):
    """Check 6: what was erased came before and has no content left."""
    for entry in log.entries.values():
        last = -1
        for index in entry.erases:
            if not last < index < entry.index:
                report.finding(log.title, "it says that entry %d was erased, "
                               "which did not come before it or stands out of "
                               "order" % index, entry.index)
                continue
            last = index
            if index in log.opened:
                report.finding(log.title, "it is said to have been erased by "
                               "entry %d, but its content is still here"
                               % entry.index, index)
            elif index not in log.erased:
                log.erased.add(index)
                log.erased_by.setdefault(entry.index, []).append(index)
                log.reasons[entry.why] += 1
    check_reasons(report, log)


def check_reasons(report, log):
    for entry in log.entries.values():
        if entry.event == ERASED and entry.why not in REASONS_TO_ERASE:
            report.finding(log.title, "it says that entries were erased for a "
                           "reason that is none: neither their time was over, "
                           "nor a request nor an order", entry.index)
    if not log.erased:
        return
    total = len(log.erased)
    counts = [(why, log.reasons[why]) for why in REASONS_TO_ERASE]
    counts += [("another reason", total - sum(count for _, count in counts))]
    report.note("%s: of the agency's entries %d %s been erased (%s), the "
                "newest of %s; that %s there still shows." % (
                    log.title, total, "has" if total == 1 else "have",
                    ", ".join("%s: %d" % one for one in counts if one[1]),
                    day_of(log.times[max(log.erased)]),
                    "it was" if total == 1 else "they were"))


def check_times_of_erasing(report, log, network):
    """Of check 6: what was erased for retention was that old, and under a
    legal hold only an order erases."""
    days = network.retention[{"broker": "broker_details",
                              "agent": "agency_details"}.get(
                                  log.where, "key_holder_details")]
    elsewhere = 0
    for index, erased in sorted(log.erased_by.items()):
        if log.entries[index].why != "retention":
            continue
        early = [one for one in erased if not days or log.times[index]
                 - log.times[one] < (days - 1) * DAY_MS]
        if file_of(log.leaves[index]).hex() != network.sha256:
            elsewhere += len(early)
        elif early:
            report.finding(
                log.title, "it says that the time of %d of the agency's "
                "entries was over, but %s" % (
                    len(early), "they were younger than the %d days that the "
                    "network file keeps them" % days if days else
                    "the network file keeps them for good"), index)
    if elsewhere:
        report.note("%s: %d of the agency's entries were erased because their "
                    "time was over, sooner than the network file in this "
                    "folder says. Another version was in force: ask the "
                    "administrator how long that one kept them."
                    % (log.title, elsewhere))
    check_legal_hold(report, log, network)


def check_legal_hold(report, log, network):
    if not network.retention["legal_hold"]:
        return
    for entry in log.entries.values():
        if (entry.event == ERASED and entry.why != "order"
                and file_of(log.leaves[entry.index]).hex() == network.sha256):
            report.finding(log.title, "it says that entries were erased under "
                           "a legal hold, and no order demanded it",
                           entry.index)


def check_restored(report, log):
    """Check 14. What was lost at the broker and taken from a mirror."""
    said = [index for index in sorted(log.entries)
            if log.entries[index].event == RESTORE]
    if len(said) > MOST_RESTORES:
        report.finding(log.title, "it says more than 1,000 times that entries "
                       "were taken from a mirror; from here on that was not "
                       "looked at", said[MOST_RESTORES])
    for index in said[:MOST_RESTORES]:
        first, end, checkpoint = log.entries[index].restores
        if (log.title != BROKERS_LOG or len(checkpoint) != 32
                or not first < end <= index <= end + MOST_BEHIND_RESTORED):
            report.finding(log.title, "it says that entries were taken from a "
                           "mirror that cannot have been", index)
            continue
        if log.restored and first < log.restored[-1][1]:
            report.finding(log.title, "it says that entries were taken from a "
                           "mirror of which an entry before it says the same",
                           index)
            continue
        log.restored.append((first, end))
        log.restored_ends.append(end)
        if len(log.restored) <= MOST_RESTORED_SAID:
            note_restored(report, log, index)
    if len(log.restored) > MOST_RESTORED_SAID:
        report.note("%s: its log was taken from a mirror %d more times."
                    % (log.title, len(log.restored) - MOST_RESTORED_SAID))
    for index in sorted(log.opened | log.erased):
        if log.was_lost(index):
            report.finding(log.title, "it is said to have been lost and taken "
                           "from a mirror, but the broker knows what it says",
                           index)


def note_restored(report, log, index):
    first, end, checkpoint = log.entries[index].restores
    report.note("%s, entry %d (%s): the broker's database had been lost and "
                "its log was taken from a mirror. Its %d entries %d to %d are "
                "there and the broker cannot open them: what was yours among "
                "them, only the agency's own log and earlier evidence tell. "
                "The SHA-256 of the mirror's checkpoint begins with %s: ask "
                "two other agencies whether their evidence says the same." % (
                    log.title, index, at_time(log.times[index]), end - first,
                    first, end - 1, checkpoint[:8].hex()))


def at_time(milliseconds):
    try:
        moment = datetime.datetime.fromtimestamp(
            milliseconds // 1000, datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        return "no possible date"
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def note_silence(report, broker):
    """How often, and when the longest was."""
    gaps = [(after - before, before, after) for before, after
            in zip(broker.times, broker.times[1:])
            if after - before > SILENCE_MS]
    if not gaps:
        return
    _, before, after = max(gaps, key=lambda gap: gap[0])
    report.note("%s: it was silent for more than half an hour %d time%s, the "
                "longest from %s to %s. Ask its operator why." % (
                    broker.title, len(gaps), "" if len(gaps) == 1 else "s",
                    at_time(before), at_time(after)))


def file_of(leaf):
    """The network file that an entry was made under."""
    return leaf[49:81]


def check_membership(report, broker, network):
    """Check 15, and whether each change of the file was said."""
    said = []
    for index in sorted(broker.entries):
        if broker.entries[index].event != MEMBERSHIP:
            continue
        if broker.entries[index].names_file == file_of(broker.leaves[index]):
            said.append(index)
        else:
            report.finding(broker.title, "it names another network file than "
                           "the one it was made under", index)
    changes = [index for index in range(1, len(broker.leaves))
               if file_of(broker.leaves[index])
               != file_of(broker.leaves[index - 1])]
    ends = changes[1:] + [len(broker.leaves)]
    explained = sorted(set(said) | broker.erased)
    unsaid = [first for first, end in zip(changes, ends)
              if bisect.bisect_left(explained, first)
              == bisect.bisect_left(explained, end)
              and not broker.lost_between(first, end)]
    if unsaid:
        report.note("%s: the broker took another network file %d time%s "
                    "without an entry of the agency that says so, first at "
                    "entry %d (%s). Was it a member then?" % (
                        broker.title, len(unsaid),
                        "" if len(unsaid) == 1 else "s", unsaid[0],
                        at_time(broker.times[unsaid[0]])))
    if broker.leaves and file_of(broker.leaves[-1]).hex() != (
            network.sha256):
        report.note("%s: its newest entry was made under another version of "
                    "the network file than the one in this folder."
                    % broker.title)


def check_chain(report, log):
    """Check 5. An opening that is not proved still holds its place."""
    expected, previous = 1, NOTHING
    for index in sorted((log.opened | log.erased) - log.foreign):
        entry = log.entries.get(index)
        if entry is not None and entry.sequence != expected:
            report.finding(
                log.title, "the agency's entries are numbered, and this is "
                "number %d where %d has to come, so entries of the agency are "
                "missing or were added" % (entry.sequence, expected), index)
            expected = entry.sequence
        elif entry is not None and entry.previous != previous:
            report.finding(log.title, "it does not follow the agency's entry "
                           "before it, so that one is not the one that was "
                           "there when this was written", index)
        expected, previous = expected + 1, log.hashes[index]


def check_nothing_is_missing(report, log):
    """Check 7."""
    for index in range(len(log.leaves)):
        if index not in log.opened and index not in log.erased:
            report.finding(log.title, "its content is missing, and no entry "
                           "says that it was erased", index)


def check_log(report, folder, log, agency, origin, key, network, progress):
    """Checks 1 to 6. The log keys of those who cosigned it."""
    checkpoint = read_checkpoint(folder, log.where)
    cosigners = check_checkpoint(report, log.title, checkpoint, origin, key,
                                 network)
    read_leaves(folder, log, checkpoint.size, progress)
    check_tree(report, folder, log, checkpoint)
    check_leaves(report, log)
    check_openings(report, folder, log, agency, progress)
    check_erased(report, log)
    check_times_of_erasing(report, log, network)
    check_restored(report, log)
    check_chain(report, log)
    return cosigners


# Enquiries: what one log says of the other


def by_enquiry(log, *events):
    """{enquiry: its entries of these events, in order of index}."""
    found = {}
    for entry in log.entries.values():
        if entry.event in events:
            found.setdefault(entry.enquiry, []).append(entry)
    return found


def judge_missing(report, log):
    """What checks 8, 10 and 11 miss in the log: erased, or a finding.

    Each entry that was erased excuses one. In order of time, the earliest
    that may serve is the one to use up: no other choice excuses more.
    """
    erased = sorted(log.times[index] for index in log.erased)
    for time_in_question, title, index, words in sorted(log.lacking):
        at = bisect.bisect_left(erased, time_in_question - GRACE_MS - SKEW_MS)
        if erased[at:at + 1] and (
                erased[at] <= time_in_question + GRACE_MS + SKEW_MS):
            del erased[at]
            report.note("%s, entry %d: %s; it may be one that was erased."
                        % (title, index, words))
        else:
            report.finding(title, words, index)


def check_ends(report, broker):
    """Check 8."""
    accepted = by_enquiry(broker, ACCEPTED)
    ended = by_enquiry(broker, RELEASED, ABORTED)
    for enquiry, entries in accepted.items():
        for again in entries[1:]:
            report.finding(BROKERS_LOG, "it accepts an enquiry that entry %d "
                           "has accepted already" % entries[0].index,
                           again.index)
        after = [one for one in ended.get(enquiry, ())
                 if one.index > entries[0].index]
        if len(after) > 1:
            report.finding(BROKERS_LOG, "the enquiry accepted here was ended "
                           "%d times" % len(after), entries[0].index)
        if not after and broker.restored and (
                entries[0].index < broker.restored[-1][1]):
            report.note("%s, entry %d: how this enquiry ended may be among "
                        "what was lost." % (BROKERS_LOG, entries[0].index))
        elif not after:
            check_still_open(report, broker, entries[0])
    for enquiry, entries in ended.items():
        for end in entries:
            if enquiry not in accepted:
                broker.lacking.append((
                    broker.time_of(end), BROKERS_LOG, end.index,
                    "it ends an enquiry that was never accepted"))
            elif accepted[enquiry][0].index > end.index:
                report.finding(BROKERS_LOG, "it ends an enquiry that was "
                               "accepted only later", end.index)


def check_still_open(report, broker, entry):
    accepted_at = broker.time_of(entry)
    if broker.newest() - accepted_at < GRACE_MS:
        report.note("%s, entry %d: this enquiry was accepted less than a "
                    "minute before the log's newest entry and may not have "
                    "been answered yet." % (BROKERS_LOG, entry.index))
        return
    broker.lacking.append((
        accepted_at, BROKERS_LOG, entry.index,
        "the enquiry accepted here was neither answered nor broken off"))


def check_asked(report, broker, own):
    """Check 10."""
    asked = by_enquiry(own, ASKED)
    for enquiry, entries in by_enquiry(broker, ACCEPTED).items():
        if enquiry in asked:
            continue
        accepted_at = broker.time_of(entries[0])
        if (accepted_at + SKEW_MS >= own.newest()
                and broker.newest() - accepted_at < GRACE_MS):
            report.note("%s, entry %d: this enquiry came while the evidence "
                        "was being exported and is not in the agency's own "
                        "log yet." % (BROKERS_LOG, entries[0].index))
            continue
        own.lacking.append((
            accepted_at, BROKERS_LOG, entries[0].index,
            "an enquiry was accepted in the agency's name that is not asked "
            "in the agency's own log, so somebody else may have asked in its "
            "name"))


def check_shown(report, broker, own):
    """Check 11."""
    asked = by_enquiry(own, ASKED)
    for shown in own.entries.values():
        if shown.event != SHOWN:
            continue
        check_released(report, broker, shown)
        first = asked.get(shown.enquiry, [shown])[0]
        if first.index >= shown.index:
            own.lacking.append((
                own.time_of(shown), OWN_LOG, shown.index,
                "answers were shown here to an enquiry that was not asked "
                "before"))


def check_released(report, broker, shown):
    index = shown.broker_index
    released = broker.entries.get(index)
    if released is not None and (
            released.event, released.enquiry) == (RELEASED, shown.enquiry):
        return
    if index in broker.erased:
        report.note("%s, entry %d: answers were shown here, and the broker's "
                    "entry %d that it names for them was erased."
                    % (OWN_LOG, shown.index, index))
        return
    if broker.was_lost(index):
        report.note("%s, entry %d: answers were shown here, and the broker's "
                    "entry %d that it names for them was lost at the broker."
                    % (OWN_LOG, shown.index, index))
        return
    report.finding(OWN_LOG, "answers were shown here, but the broker's entry "
                   "%d that it names for them does not release this enquiry"
                   % index, shown.index)


def count_enquiries(report, broker, own):
    asked = by_enquiry(own, ASKED)
    refused = by_enquiry(own, REFUSED)
    accepted = by_enquiry(broker, ACCEPTED)
    released = by_enquiry(broker, RELEASED)
    aborted = by_enquiry(broker, ABORTED)
    report.facts["asked"] = sum(map(len, asked.values()))
    report.facts["shown"] = sum(map(len, by_enquiry(own, SHOWN).values()))
    report.facts["not_answered"] = sum(
        1 for one in asked if one not in refused and one not in released
        and (one in aborted or one not in accepted))


# Answers: that they stand under what was released


def inclusion_holds(leaf_hash, index, count, path, root):
    """RFC 6962 section 2.1.1, read from the leaf up."""
    if len(path) % 32 or index >= count:
        return False
    node, last = leaf_hash, count - 1
    for at in range(0, len(path), 32):
        if last == 0:
            return False
        other = path[at:at + 32]
        if index & 1 or index == last:
            node = sha256(b"\1" + other + node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = sha256(b"\1" + node + other)
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def stands_under(leaf_hash, proof, what, root):
    """At one of the subject's own sixteen places, under that root."""
    index, count = proof[what + "_index"], proof[what + "_count"]
    return (index // PLACES == proof["subject"]
            and count in (PLACES, PLACES * MOST_SUBJECTS)
            and inclusion_holds(leaf_hash, index, count, proof[what + "_path"],
                                root))


def joined(*fields):
    return b"".join(len(one).to_bytes(4, "big") + one for one in fields)


def what_does_not_hold(broker, agency, proof, answer):
    """Why a PROVED does not hold, or None."""
    index = proof["released_index"]
    slots, holders = proof["slots_root"], proof["holders_root"]
    if index >= len(broker.leaves):
        return "the broker's log has no entry %d" % index
    if (len(slots), len(holders)) != (32, 32):
        return "a root has a wrong length"
    commitment = sha256(
        b"kith/v1/commitment" + proof["sealed_opening"]
        + sha256(b"kith/v1/release" + slots + holders))
    if broker.leaves[index][17:49] != commitment:
        return "the broker's entry %d is not this release" % index
    holder = sha256(b"kith/v1/holder" + joined(
        proof["holder_salt"], agency.encode(), proof["header_sha256"],
        sha256(b"".join(proof["ground_refs"]))))
    if not stands_under(sha256(b"\0" + holder), proof, "holder", holders):
        return "it does not show that this agency was asked"
    if proof["late"] or proof["ground_ended"] or answer is None:
        return None
    leaf_hash = answer.detail["slot_leaf_hash"]
    if len(leaf_hash) != 32 or not stands_under(leaf_hash, proof, "slot",
                                                slots):
        return "the answer is not among those released"
    return None


def check_proved(report, broker, own, agency):
    """Check 13."""
    answers, proved, alarmed, became = {}, set(), set(), {}
    withdrawn = withdrawals(broker)
    for index in sorted(own.entries):
        entry = own.entries[index]
        detail = entry.detail
        if entry.event in (ANSWERED, TOUCH):
            key = detail["enquiry_id"], detail["subject"]
            answers[key] = entry
        elif entry.event == ALARM and detail is not None:
            check_alarm(report, entry, alarmed)
        elif entry.event == PROVED:
            key = detail["enquiry_id"], detail["subject"]
            proved.add(key)
            if key not in answers:
                own.lacking.append((
                    own.time_of(entry), OWN_LOG, index,
                    "it proves an answer that was not logged"))
            fault = (what_does_not_hold(broker, agency, detail,
                                        answers.get(key))
                     or released_without_ground(detail, withdrawn))
            if fault is not None:
                report.finding(OWN_LOG, "what it says of the release of an "
                               "answer does not hold: " + fault, index)
            elif key in answers:
                # Of an answer and not of a key, if one was answered twice.
                became.setdefault(answers[key].index, what_became(detail))
    due = [key for key, entry in answers.items()
           if key not in proved and key[0] not in alarmed
           and own.newest() - own.time_of(entry) > PROVED_WITHIN_MS]
    if due:
        report.note("%d answers whose release was not proved: this agency's "
                    "program was started again, its line to the broker broke "
                    "off, or they were made before proofs were logged."
                    % len(due))
    report.facts["answered"] = sum(1 for one in own.entries.values()
                                   if one.event in (ANSWERED, TOUCH))
    count_proved(report, collections.Counter(became.values()))


def what_became(detail):
    if detail["late"]:
        return "late"
    return "held_back" if detail["ground_ended"] else "released"


def count_proved(report, became):
    """Late and held back are the broker's word alone."""
    for what in ("released", "late", "held_back"):
        report.facts[what] = became[what]
    if became["late"]:
        report.note("The broker says that %d answers came too late and were "
                    "not released." % became["late"])
    if became["held_back"]:
        report.note("The broker says that %d answers were held back for an "
                    "ended ground and not released." % became["held_back"])


def withdrawals(broker):
    """By a ground's reference, the broker's first entry that withdraws it."""
    first = {}
    for index in sorted(broker.entries):
        if broker.entries[index].event == WITHDRAWN:
            for ref in broker.entries[index].detail["refs"]:
                first.setdefault(ref, index)
    return first


def released_without_ground(detail, withdrawn):
    if detail["late"] or detail["ground_ended"]:
        return None
    released = detail["released_index"]
    for ref in detail["ground_refs"]:
        if withdrawn.get(ref, released) < released:
            return ("it was released as the broker's entry %d, and the ground "
                    "had been withdrawn before, as entry %d"
                    % (released, withdrawn[ref]))
    return None


def check_alarm(report, entry, alarmed):
    start, _, cause = entry.detail["cause"].partition(": ")
    if start != "release" or not entry.detail["cause"].startswith("release: "):
        return
    report.finding(OWN_LOG, "it is an alarm about the release of an answer: "
                   + (cause if cause in ALARMS else "for another cause"),
                   entry.index)
    alarmed.add(entry.detail["enquiry_id"])


# Evaluations: what a key holder says of the agency

# Where a token key is in shares two evaluate one batch.
KEY_HOLDERS_OF_A_BATCH = 2


def check_evaluated(report, own, holders):
    """Check 12. What a key holder did in the agency's name it asked for.

    An export takes a key holder's checkpoint first, and the agency writes down
    what it will ask for before it asks: so all of it is there.
    """
    asked, written, used, without_id = {}, {}, {}, 0
    for entry in own.entries.values():
        if entry.event == EVALUATED:
            name = entry.detail["request_id"]
            asked[name] = entry.detail["count"]
            written[name] = own.time_of(entry)
    done = [(log, entry) for log in holders
            for _, entry in sorted(log.entries.items())
            if entry.event == EVALUATED]
    for log, entry in done:
        name, count = entry.detail["request_id"], entry.detail["count"]
        if not name:
            without_id += 1
        elif name not in asked:
            own.lacking.append((
                log.time_of(entry), log.title, entry.index,
                "the key holder evaluated %d elements on %s for this agency "
                "that this agency did not ask for, so somebody may use its "
                "key elsewhere" % (count, day_of(log.time_of(entry)))))
        elif (log.title in used.get(name, ())
              or len(used.get(name, ())) == KEY_HOLDERS_OF_A_BATCH):
            report.finding(log.title, "it evaluates a second time what was "
                           "asked for once", entry.index)
        elif count != asked[name]:
            report.finding(log.title, "the key holder evaluated %d elements "
                           "where this agency asked for %d"
                           % (count, asked[name]), entry.index)
        used.setdefault(name, set()).add(log.title)
    times = sorted(written[name] for name in asked.keys() - used.keys())
    note_evaluations(report, not_erased(holders, times), without_id)
    report.facts["evaluated"] = len(done)


def not_erased(holders, times):
    """How many made at these times were not erased at a key holder, which
    erases sooner than an agency."""
    erased = sorted(log.times[index] for log in holders
                    for index in log.erased)
    count = 0
    for one in times:
        at = bisect.bisect_left(erased, one - GRACE_MS - SKEW_MS)
        if erased[at:at + 1] and erased[at] <= one + GRACE_MS + SKEW_MS:
            del erased[at]
        else:
            count += 1
    return count


def note_evaluations(report, not_evaluated, without_id):
    if not_evaluated:
        report.note("%d times the key holder was to be asked and evaluated "
                    "nothing: it could not be reached, it refused, or what it "
                    "did was taken out of this folder."
                    % not_evaluated)
    if without_id:
        report.note("%d evaluations were made before the key holder wrote "
                    "down what they were asked by, and could not be compared."
                    % without_id)


def check_key_holders(report, folder, agency, network, progress):
    """The logs of all key holders, verified as the others."""
    logs = []
    for name, key in network.key_holders.items():
        if not key:
            raise CannotVerify("The network file names no log key of the key "
                               "holder %s: ask the administrator." % name)
        log = Log("Log of the key holder " + name, "keyholder/" + name)
        origin = network.broker["log_origin"] + "/keyholder/" + name
        check_log(report, folder, log, agency, origin, key, network, progress)
        logs.append(log)
    return logs


# The whole


def read_agency(folder):
    data = folder.bytes("agency.txt", 65)
    try:
        text = decode(data)
    except Malformed:
        text = ""
    if not text.endswith("\n") or not is_id(text[:-1]):
        raise CannotVerify("The file agency.txt does not name an agency.")
    return text[:-1]


def verify(root, report, progress):
    folder = Folder(root)
    agency = read_agency(folder)
    network = read_network(folder)
    report.facts.update(agency=agency, network=network.name)
    report.network = network
    if agency not in network.agencies:
        raise CannotVerify("The agency %s is not in the network file."
                           % agency)
    broker, own = Log(BROKERS_LOG, "broker"), Log(OWN_LOG, "agent")
    cosigners = check_log(
        report, folder, broker, agency, network.broker["log_origin"],
        network.broker["log_key"], network, progress)
    check_log(report, folder, own, agency, agency_origin(network, agency),
              network.agencies[agency]["log_key"], network, progress)
    check_nothing_is_missing(report, own)
    note_silence(report, broker)
    check_membership(report, broker, network)
    holders = check_key_holders(report, folder, agency, network, progress)
    report.logs = [broker, own] + holders
    check_ends(report, broker)
    check_asked(report, broker, own)
    check_shown(report, broker, own)
    check_evaluated(report, own, holders)
    check_proved(report, broker, own, agency)
    judge_missing(report, broker)
    judge_missing(report, own)
    check_witnesses(report, network, agency, cosigners)
    for name in folder.unread():
        report.finding("Folder", "%s is not evidence and was not looked at"
                       % plain(name))
    count_enquiries(report, broker, own)
    report.facts.update(
        broker_entries=len(broker.leaves), agent_entries=len(own.leaves),
        broker_own_entries=len((broker.opened | broker.erased)
                               - broker.foreign))


def whose_log(network):
    return (network.id, network.broker["log_origin"],
            network.broker["log_key"])


def read_others_log(root, progress):
    """The network and the broker's log of another folder. What that agency's
    own log says is not looked at: a fault there hides no second face."""
    folder, report = Folder(root), Report()
    network = read_network(folder)
    log = Log(BROKERS_LOG, "broker")
    checkpoint = read_checkpoint(folder, log.where)
    check_checkpoint(report, log.title, checkpoint,
                     network.broker["log_origin"], network.broker["log_key"],
                     network)
    read_leaves(folder, log, checkpoint.size, progress)
    check_tree(report, folder, log, checkpoint)
    if report.findings:
        raise CannotVerify("The broker's log of the folder to compare with "
                           "does not hold: verify %s alone." % plain(root))
    return network, log


def compare(report, other_root, progress):
    """That both folders hold one log of the broker's, the shorter of them a
    beginning of the longer."""
    network, other = read_others_log(other_root, progress)
    if whose_log(network) != whose_log(report.network):
        raise CannotVerify("The two folders are not of one partnership, or "
                           "not of one broker.")
    ours, theirs = report.logs[0].hashes, other.hashes
    count = min(len(ours), len(theirs))
    report.facts["compared_entries"] = count
    report.note("The %d first entries of the broker's log were compared with "
                "those of %s." % (count, plain(other_root)))
    if ours[:count] != theirs[:count]:
        first = next(at for at in range(count) if ours[at] != theirs[at])
        report.finding(
            BROKERS_LOG, "the broker signed two logs that cannot both be "
            "true: this one, and that of %s. Keep both folders"
            % plain(other_root), first)


def examine(root, progress, other_root=None):
    """A report on the folder, whatever happens."""
    report = Report()
    try:
        verify(root, report, progress)
        if other_root is not None:
            compare(report, other_root, progress)
        report.finished = True
    except CannotVerify as reason:
        report.obstacle = str(reason)
    except OSError as error:
        report.obstacle = ("The folder cannot be read (%s)."
                           % plain(str(error.strerror)))
    except KeyboardInterrupt:
        report.obstacle = "It was stopped before it had finished."
    except BaseException as error:
        report.obstacle = ("The folder holds something that this program does "
                           "not know how to read (%s)." % type(error).__name__)
    return report


# The report


class Report:
    """What was found. Holds only once everything has been looked at."""

    def __init__(self):
        self.facts = dict.fromkeys((
            "network", "agency", "broker_entries", "broker_own_entries",
            "agent_entries", "evaluated", "asked", "shown", "not_answered", "answered",
            "released", "late", "held_back", "witnesses"))
        self.findings, self.notes = [], []
        self.unlisted = 0
        self.finished = False
        self.obstacle = self.network = self.logs = None

    def finding(self, title, words, index=None):
        if len(self.findings) == MOST_LISTED:
            self.unlisted += 1
            return
        place = title if index is None else "%s, entry %d" % (title, index)
        self.findings.append("%s: %s." % (place, words))

    def note(self, sentence):
        if len(self.notes) < MOST_LISTED:
            self.notes.append(sentence)

    def exit_code(self):
        if not self.finished or self.obstacle is not None:
            return CANNOT_VERIFY
        return FINDINGS if self.findings else HOLDS


def plain(text):
    """Text out of the folder, made safe to print."""
    return "".join(one if " " <= one <= "~" else "?" for one in text[:160])


def as_json(report):
    answer = {"holds": report.exit_code() == HOLDS}
    answer.update(report.facts)
    answer.update(findings=report.findings, notes=notes_of(report))
    if report.exit_code() == CANNOT_VERIFY:
        answer["cannot_verify"] = report.obstacle
    return json.dumps(answer, indent=2)


def notes_of(report):
    if not report.unlisted:
        return report.notes
    return report.notes[:MOST_LISTED - 1] + [
        "%d more findings are not listed." % report.unlisted]


def as_page(report):
    lines = []
    if report.network is not None:
        lines += ["Evidence of %s in the network %s" % (
            report.facts["agency"], report.network.name), ""]
    lines += wrap("", outcome_of(report)) + [""]
    if report.exit_code() == CANNOT_VERIFY:
        lines += wrap("", report.obstacle) + [""]
    else:
        lines += what_there_is(report)
    if report.findings:
        lines += ["Findings"]
        for number, sentence in enumerate(report.findings, 1):
            lines += wrap("%3d. " % number, sentence)
        lines += [""]
    if notes_of(report):
        lines += ["Notes"]
        for sentence in notes_of(report):
            lines += wrap("  -  ", sentence)
        lines += [""]
    if report.network is not None:
        lines += what_to_compare(report.network)
    return "\n".join(lines)


OUTCOMES = {
    HOLDS: "THE EVIDENCE HOLDS.",
    FINDINGS: "THE EVIDENCE DOES NOT HOLD. See the findings.",
    CANNOT_VERIFY: "THE EVIDENCE CANNOT BE VERIFIED. This says nothing for it."
}


def outcome_of(report):
    code = report.exit_code()
    if code == HOLDS and any(log.erased for log in report.logs):
        return OUTCOMES[code] + (" Entries that were erased are not in it: "
                                 "see the notes.")
    return OUTCOMES[code]


def what_there_is(report):
    facts = report.facts
    broker, own = report.logs[:2]
    return [
        "Broker's log      %d entries, %d of them this agency's%s" % (
            facts["broker_entries"], facts["broker_own_entries"],
            until(broker)),
        "Agency's own log  %d entries%s" % (facts["agent_entries"],
                                            until(own)),
        "Key holder        %d batches evaluated for this agency"
        % facts["evaluated"],
        "Enquiries         %d asked, %d shown, %d not answered" % (
            facts["asked"], facts["shown"], facts["not_answered"]),
        "Answers           %d, %d proved to be released" % (
            facts["answered"], facts["released"]),
        "Not released      %d said to be late, %d to be held back for an "
        "ended ground" % (facts["late"], facts["held_back"]),
        "Witnesses         %d" % facts["witnesses"],
        "Entries are numbered from 0, as in the logs.", ""]


def until(log):
    if not log.times:
        return ""
    return ", the newest of %s" % moment_of(log.newest())


def moment_of(time_ms):
    try:
        moment = datetime.datetime.fromtimestamp(
            time_ms // 1000, datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        return "no possible date"
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def day_of(time_ms):
    moment = moment_of(time_ms)
    return moment[:10] if moment[:1].isdigit() else moment


def what_to_compare(network):
    return wrap("", "All of this rests on the network file, version %d, and "
                "whether that file is your partnership's cannot be seen from "
                "here. Ask the administrator by telephone to read out its "
                "SHA-256; it has to be" % network.version) + [
                    "  " + network.sha256]


def wrap(before, sentence):
    return textwrap.wrap(sentence, 78, initial_indent=before,
                         subsequent_indent=" " * len(before))


class Progress:
    """One line for whoever watches a terminal; otherwise silent.

    Says nothing in the first two seconds of a step.
    """

    def __init__(self, stream):
        watched = stream is not None and stream.isatty()
        self.stream = stream if watched else None
        self.step, self.since, self.due, self.shown = None, 0.0, 0.0, False

    def __call__(self, title, doing, done, total):
        if self.stream is None:
            return
        now = time.monotonic()
        if self.step != (title, doing):
            self.step, self.since, self.due = (title, doing), now, now + 2
        if now < self.due:
            return
        rate = done / (now - self.since)
        self.write("%s, %s: %d of %d, %d a second, %d s left" % (
            title, doing, done, total, rate, (total - done) / rate))
        self.due, self.shown = now + 0.5, True

    def clear(self):
        if self.shown:
            self.write("")

    def write(self, line):
        self.stream.write("\r" + line.ljust(78) + ("" if line else "\r"))
        self.stream.flush()


def main(arguments):
    other_root = None
    if "--against" in arguments[:-1]:
        at = arguments.index("--against")
        other_root = arguments[at + 1]
        arguments = arguments[:at] + arguments[at + 2:]
    folders = [one for one in arguments if not one.startswith("-")]
    options = [one for one in arguments if one.startswith("-")]
    if (len(folders) != 1 or any(one != "--json" for one in options)
            or (other_root or "").startswith("-")):
        sys.stderr.write("Usage: python3 verify_kith.py FOLDER "
                         "[--against OTHER_FOLDER] [--json]\n"
                         "Nothing was verified.\n")
        return CANNOT_VERIFY
    progress = Progress(sys.stderr)
    report = examine(folders[0], progress, other_root)
    progress.clear()
    text = as_json(report) if options else as_page(report)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    return report.exit_code()


def run(arguments):
    """Never 0 unless the evidence holds and that could be said."""
    try:
        return main(arguments)
    except BaseException:
        # Else Python would try once more to write what could not be written.
        sys.stdout = None
        try:
            sys.stderr.write("The evidence cannot be verified: the result "
                             "could not be written.\n")
        except BaseException:
            pass
        return CANNOT_VERIFY


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

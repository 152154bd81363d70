#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes files into a C++ source that gives them as agent/console/web/embedded.h says.

    embed_files.py OUTPUT.cc FUNCTION FILE... [FUNCTION FILE...]

FUNCTION begins with a capital letter and holds no dot or slash; each takes the
files behind it. A file's name is its last part. Fails, and writes nothing, if a
file cannot be read or two files of one function have the same name.
"""
import hashlib
import os
import re
import sys

HEADER = """// SPDX-License-Identifier: Apache-2.0
// Written by cmake/embed_files.py: change the files it names instead.
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "agent/console/web/embedded.h"

namespace kith::console {
"""


def groups(arguments):
    """[(function, [path])], in the order given."""
    found = []
    for argument in arguments:
        if re.fullmatch(r"[A-Z][A-Za-z0-9]*", argument):
            found.append((argument, []))
        elif found:
            found[-1][1].append(argument)
        else:
            sys.exit(f"embed_files: {argument} comes before any function\n"
                     "  next: embed_files.py OUTPUT.cc FUNCTION FILE...")
    return found


def as_array(content):
    """The bytes as a list of numbers: no limit on length, whatever the compiler."""
    numbers = [str(byte if byte < 128 else byte - 256) for byte in content]
    lines = (",".join(numbers[at:at + 40]) for at in range(0, len(numbers), 40))
    return ",\n".join(lines)


def one_function(function, paths):
    names = [os.path.basename(path) for path in paths]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        sys.exit(f"embed_files: two files are called {twice[0]}\n  next: rename one of them")
    arrays, rows = [], []
    for at, (name, path) in enumerate(sorted(zip(names, paths))):
        with open(path, "rb") as file:
            content = file.read()
        array = f"k{function}{at}"
        # An array of no length is no C++: the last byte is not counted.
        arrays.append(f"constexpr char {array}[] = {{{as_array(content + bytes(1))}}};")
        etag = hashlib.sha256(content).hexdigest()
        rows.append(f'      {{"{name}", absl::string_view({array}, {len(content)}), "{etag}"}},')
    return "\n".join([
        "namespace {", *arrays, "}  // namespace", "",
        f"absl::Span<const EmbeddedFile> {function}() {{",
        "  static const auto* const files = new std::vector<EmbeddedFile>{",
        *rows, "  };", "  return *files;", "}", ""])


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    try:
        parts = [one_function(*group) for group in groups(sys.argv[2:])]
    except OSError as error:
        sys.exit(f"embed_files: {error.filename}: {error.strerror}\n"
                 "  next: build what makes it, and run the build again")
    with open(sys.argv[1], "w", encoding="ascii") as output:
        output.write("\n".join([HEADER, *parts, "}  // namespace kith::console\n"]))


if __name__ == "__main__":
    main()

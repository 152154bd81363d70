#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What Bash completes is what the help says, for every verb of kith.

    check_completion.py KITH

Asks Bash itself for the completions, and reads the verbs and options from each
verb's --help. Renders the manual too, and wants every verb in it.
"""
import re
import subprocess
import sys
import tempfile

ASK = """
source "$1"; shift
COMP_WORDS=(kith "$@" "")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_kith
printf '%s\\n' "${COMPREPLY[@]}"
"""


def run(*command):
    return subprocess.run(command, check=True, capture_output=True,
                          text=True).stdout


def section(text, name):
    found = re.search(rf"^{name}:\n((?:  .*\n?|\n(?=  ))*)", text, re.M)
    return found.group(1) if found else ""


def said(kith, path):
    text = run(kith, *path, "--help")
    verbs = re.findall(r"^  ([a-z][a-z-]*)\b", section(text, "Subcommands"),
                       re.M)
    options = re.findall(r"(--[a-z][a-z-]*)",
                         "\n".join(re.findall(r"^  (-\S+)", text, re.M)))
    return verbs, set(options)


def completed(script, path):
    return set(run("bash", "-c", ASK, "ask", script, *path).split())


def main():
    kith = sys.argv[1]
    with tempfile.NamedTemporaryFile("w", suffix=".bash") as script:
        script.write(run(kith, "describe", "completion"))
        script.flush()
        page = run(kith, "describe", "man")
        looked, bad, waiting = 0, 0, [[]]
        while waiting:
            path = waiting.pop()
            verbs, options = said(kith, path)
            want, got = set(verbs) | options, completed(script.name, path)
            looked += 1
            if want != got:
                bad += 1
                print(f"kith {' '.join(path)}: help and completion differ in "
                      f"{sorted(want ^ got)}")
            if path and not verbs and "\n.SS " + " ".join(path).replace(
                    "-", "\\-") + "\n" not in page:
                bad += 1
                print(f"kith {' '.join(path)}: not in the manual")
            waiting += [path + [verb] for verb in verbs]
    with tempfile.NamedTemporaryFile("w", suffix=".1") as manual:
        manual.write(page)
        manual.flush()
        rendered = subprocess.run(
            ["man", "--warnings", "-l", manual.name], capture_output=True,
            text=True, env={"MANPAGER": "cat", "PATH": "/usr/bin:/bin",
                            "LANG": "C.UTF-8", "MANWIDTH": "100"})
        if rendered.returncode != 0 or rendered.stderr:
            bad += 1
            print("the manual: " + rendered.stderr[:500])
    print(f"{looked} verbs looked at, {bad} faults")
    return 1 if bad or looked < 20 else 0


if __name__ == "__main__":
    sys.exit(main())

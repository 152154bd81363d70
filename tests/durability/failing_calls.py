#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every file system call of one publication, one enquiry and one withdrawal
fails once: nothing acknowledged is lost, and the database stays sound.

  failing_calls.py STORE_STORY

The real log and store live their story (store_story.cc) under strace, which
makes the n-th call of one kind fail, or kills the process there. Then the
database is judged as it stands, the story is lived once more, and it is judged
again. A sync of a file that fails must end the process: nothing later would say
what it lost. By default some of the calls; all of them if KITH_LONG is set. Prints one
JSON object. Exit: 0 held, 1 did not, 77 processes may not be traced here.
"""
import collections
import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

CALLS = "pwrite64,pread64,fdatasync,fsync,ftruncate,fallocate,openat,unlink,rename,mmap"
SYNCS = ("fdatasync",)
# What a call may answer. A short write is one of no bytes: strace lets the call
# be, and to say that some were written would be a lie.
FAILURES = {
    "EIO": "error=EIO",
    "ENOSPC": "error=ENOSPC",
    "EINTR": "error=EINTR",
    "short": "retval=0",
    "kill": "signal=KILL",
}
ANSWERS = {
    "pwrite64": ("EIO", "ENOSPC", "EINTR", "short", "kill"),
    "pread64": ("EIO", "kill"),
    "fdatasync": ("EIO", "ENOSPC", "kill"),
    "fsync": ("EIO", "kill"),
    "ftruncate": ("EIO", "ENOSPC", "kill"),
    "fallocate": ("EIO", "ENOSPC", "kill"),
    "openat": ("EIO", "ENOSPC", "kill"),
    "unlink": ("EIO", "kill"),
    "rename": ("EIO", "kill"),
    "mmap": ("EIO", "kill"),
}
# What strace may count apart: it counts each thread by itself, so a tracer
# joins where a phase begins.
PHASES = ("open", "story", "close")
RUNS_OF_THE_SHORT_PASS = 60
SECONDS = 30


def wait_for_question(live):
    """Until the story asks whether to go on; False if it ended instead."""
    return live.stderr.read(1) == b"?"


def go_on(live):
    try:
        live.stdin.write(b".")
        live.stdin.flush()
    except BrokenPipeError:
        pass


def live_once(story, folder, phase, inject):
    """Lives the story, traced during one phase: (exit code, strace's lines)."""
    trace = os.path.join(folder, "trace")
    with open(os.path.join(folder, "acks"), "wb") as acks:
        live = subprocess.Popen([story, "live", folder], stdin=subprocess.PIPE,
                                stdout=acks, stderr=subprocess.PIPE)
    tracer = None
    for at in PHASES:
        if not wait_for_question(live):
            break
        if at == phase:
            command = ["strace", "-f", "-y", "-o", trace, "-e", "trace=" + CALLS]
            command += ["-e", "inject=" + inject] if inject else []
            tracer = subprocess.Popen(command + ["-p", str(live.pid)],
                                      stderr=subprocess.PIPE)
            if b"attached" not in tracer.stderr.readline():
                live.kill()
                live.wait()
                tracer.wait()
                return None, []
        elif tracer is not None:
            tracer.send_signal(signal.SIGINT)  # Leaves it running.
            tracer.communicate()
            tracer = None
        go_on(live)
    try:
        live.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        live.kill()
        live.communicate()
    if tracer is not None:
        tracer.communicate()
    lines = []
    if os.path.exists(trace):
        with open(trace, errors="replace") as file:
            lines = file.read().splitlines()
    return live.returncode, lines


def fresh(made):
    folder = tempfile.mkdtemp(prefix="kith-calls.", dir=os.path.dirname(made))
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder


def count_calls(story, made):
    """How often each phase makes each call, in the thread that makes most."""
    counts = {}
    for phase in PHASES:
        folder = fresh(made)
        code, lines = live_once(story, folder, phase, "")
        shutil.rmtree(folder)
        if code is None:
            return None
        if code != 0:
            raise SystemExit(f"failing_calls: the story ends with {code} untroubled")
        by_thread = collections.Counter()
        for line in lines:
            call = re.match(r"(\d+)\s+(\w+)\(", line)
            if call:
                by_thread[call.groups()] += 1
        for (_, name), count in by_thread.items():
            key = (phase, name)
            counts[key] = max(counts.get(key, 0), count)
    return counts


def run(story, made, phase, call, answer, number):
    folder = fresh(made)
    code, lines = live_once(story, folder, phase,
                            f"{call}:{FAILURES[answer]}:when={number}")
    hit = any("INJECTED" in line for line in lines) or code == -signal.SIGKILL
    found = {"hit": hit, "code": code, "problems": []}
    name = f"{phase}: {call} {number} {answer}"
    # As it closes, nobody is told anything any more. SQLite goes on if a folder
    # cannot be synced: there are file systems that never can.
    file_sync = any("INJECTED" in line and re.search(r"\(\d+<[^>]*broker\.db", line)
                    for line in lines)
    if (file_sync and call in SYNCS and answer in ("EIO", "ENOSPC") and code == 0
            and phase != "close"):
        found["problems"].append(f"{name}: went on after a sync that failed")
    check = subprocess.run([story, "check", folder], stdout=subprocess.PIPE,
                           timeout=SECONDS)
    outcome = json.loads(check.stdout) if check.returncode == 0 else None
    if outcome is None:
        found["problems"].append(f"{name}: not judged ({check.returncode})")
    else:
        for when in ("first", "second"):
            for what in ("lost", "second_signatures", "faults"):
                if outcome[when][what]:
                    found["problems"].append(
                        f"{name}: {when}: {what} {outcome[when][what]}")
        found["acknowledged"] = outcome["first"]["acknowledged"]
        if outcome["second"]["acknowledged"] < found["acknowledged"] + 5:
            found["problems"].append(f"{name}: the story cannot be lived again")
    shutil.rmtree(folder)
    return found


def ended(code):
    if code == 0:
        return "went_on"
    if code == -signal.SIGKILL:
        return "killed"
    return "ended_itself" if code == -signal.SIGABRT else "did_not_open"


def main():
    story = sys.argv[1]
    top = tempfile.mkdtemp(prefix="kith-calls.",
                           dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    made = os.path.join(top, "made")
    os.mkdir(made)
    try:
        subprocess.run([story, "make", made], check=True)
        counts = count_calls(story, made) if shutil.which("strace") else None
        if counts is None:
            print("failing_calls: skipped: strace is missing, or processes may "
                  "not be traced here (ptrace)\n  next: apt-get install strace, "
                  "and allow CAP_SYS_PTRACE")
            return 77
        runs = [(phase, call, answer, number)
                for (phase, call), count in sorted(counts.items())
                for answer in ANSWERS[call]
                for number in range(1, count + 1)]
        whole = len(runs)
        if "KITH_LONG" not in os.environ:
            runs = runs[::max(1, whole // RUNS_OF_THE_SHORT_PASS)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(lambda one: run(story, made, *one), runs))
    finally:
        shutil.rmtree(top)
    problems = [problem for one in found for problem in one["problems"]]
    ends = collections.Counter(ended(one["code"]) for one in found)
    print(json.dumps({
        "durability": "every file system call of one publication, one enquiry "
                      "and one withdrawal fails once",
        "calls": sum(counts.values()), "failures": whole, "runs": len(runs),
        "hit": sum(one["hit"] for one in found), **ends,
        "acknowledged": sum(one.get("acknowledged", 0) for one in found),
        "problems": len(problems)}))
    for problem in problems[:50]:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

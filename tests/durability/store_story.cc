// SPDX-License-Identifier: Apache-2.0
// One publication, one enquiry and one withdrawal through the real log and
// store, for failing_calls.py, which makes its system calls fail.
//
//   store_story make DIR    a database and its keys
//   store_story live DIR    says "?" on standard error and waits for a byte of
//                           standard input before it opens the log, before the
//                           story and before it closes; acknowledges on
//                           standard output
//   store_story check DIR   judges DIR/acks, lives the story once more, judges
//                           again; one JSON object
#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "absl/strings/string_view.h"
#include "keys/base/clock.h"
#include "tests/durability/workload.h"

namespace kith::tests {
namespace {

constexpr std::uint64_t kSeed = 7;
constexpr int kDone = 0;
constexpr int kNotOpened = 3;

void WaitToBeTold() {
  char told = 0;
  (void)!write(STDERR_FILENO, "?", 1);
  (void)!read(STDIN_FILENO, &told, 1);
}

Store StoreIn(const std::string& folder) {
  const auto secret = [&](const char* name) {
    std::ifstream file(folder + name, std::ios::binary);
    return Secret::FromBytes(
        std::string(std::istreambuf_iterator<char>(file), {}));
  };
  // The story is short.
  return {folder, secret("/key"), secret("/seed"), 16};
}

int Make(const std::string& folder) {
  SystemRandom random;
  SystemClock clock;
  for (const char* name : {"/key", "/seed"}) {
    std::ofstream(folder + name, std::ios::binary) << random.Bytes(32);
  }
  return StoreIn(folder).Open(clock, random).ok() ? kDone : kNotOpened;
}

int Live(const Store& store) {
  SystemRandom random;
  SystemClock clock;
  WaitToBeTold();
  auto log = store.Open(clock, random);
  if (!log.ok()) {
    std::cerr << log.status() << "\n";
    return kNotOpened;
  }
  WaitToBeTold();
  // As many rows each time, so that the n-th call is the same one.
  RunStory(**log, *SeededRandom(kSeed), STDOUT_FILENO);
  WaitToBeTold();
  log->reset();
  return kDone;
}

nlohmann::ordered_json InWords(const Outcome& outcome) {
  return {{"acknowledged", outcome.acknowledged},
          {"lost", outcome.lost + outcome.ahead},
          {"second_signatures", outcome.forked},
          {"faults", outcome.faults}};
}

std::vector<Acknowledged> AcksOf(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::vector<Acknowledged> acks = ReadAcknowledged(file);
  close(file);
  return acks;
}

int Check(const Store& store) {
  SystemRandom random;
  SystemClock clock;
  const std::string path = store.folder + "/acks";
  const Outcome first = Judge(store, AcksOf(path));
  const auto log = store.Open(clock, random);
  const int acks = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (log.ok()) RunStory(**log, random, acks);
  close(acks);
  const Outcome second = Judge(store, AcksOf(path));
  std::cout << nlohmann::ordered_json{{"first", InWords(first)},
                                      {"second", InWords(second)}}
                   .dump()
            << "\n";
  return kDone;
}

}  // namespace
}  // namespace kith::tests

int main(int argc, char** argv) {
  using namespace kith::tests;
  const absl::string_view what = argc == 3 ? argv[1] : "";
  if (what == "make") return Make(argv[2]);
  if (what == "live") return Live(StoreIn(argv[2]));
  if (what == "check") return Check(StoreIn(argv[2]));
  std::cerr << "store_story: make, live or check, and a folder\n";
  return 2;
}

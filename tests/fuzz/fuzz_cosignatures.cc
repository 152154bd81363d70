// SPDX-License-Identifier: Apache-2.0
// Checkpoints with cosignatures, changed on their way: whoever is counted as a
// witness has signed these very bytes, and no changed note passes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/secret.h"
#include "keys/signer.h"
#include "keys/tlog/note.h"

namespace {

using namespace kith;

constexpr char kOrigin[] = "kith.example/northshire";
constexpr std::size_t kWitnesses = 3;

void Require(bool holds) {
  if (!holds) std::abort();
}

Signer SignerOf(char seed) {
  return *Signer::FromSeed(Secret::FromBytes(std::string(32, seed)));
}

struct World {
  const Signer log = SignerOf(1);
  const Signer witnesses[kWitnesses] = {SignerOf(2), SignerOf(3), SignerOf(4)};
  std::vector<tlog::Cosigner> known;

  World() {
    for (std::size_t i = 0; i < kWitnesses; ++i) {
      known.push_back({NameOf(i), witnesses[i].public_key()});
    }
  }
  static std::string NameOf(std::size_t i) {
    return absl::StrCat(kOrigin, "/agency/", i);
  }
};

// Both readers, as whoever counts witnesses uses them.
bool Passes(const World& world, const std::string& note,
            std::vector<tlog::Cosigned>* cosigned) {
  if (!tlog::OpenCheckpoint(note, kOrigin, world.log.public_key()).ok()) {
    return false;
  }
  auto opened = tlog::OpenCosignatures(note, kOrigin, world.known);
  if (!opened.ok()) return false;
  *cosigned = *std::move(opened);
  return true;
}

// An honest note; `choice` says who of the three cosigned, and when.
std::string Note(const World& world, std::size_t choice, std::uint64_t size,
                 std::vector<tlog::Cosigned>* expected) {
  std::string note = tlog::SignNote(
      tlog::CheckpointText({.origin = kOrigin, .size = size, .root = {}}),
      kOrigin, world.log);
  const std::string alone = note;
  for (std::size_t i = 0; i < kWitnesses; ++i) {
    if ((choice >> i & 1) == 0) continue;
    const absl::Time time =
        absl::FromUnixSeconds(static_cast<std::int64_t>(choice) << i);
    note += tlog::CosignatureLine(alone, World::NameOf(i), time,
                                  world.witnesses[i]);
    expected->push_back({World::NameOf(i), time});
  }
  return note;
}

// What anybody sends: nobody has signed, so nobody is counted.
void CheckMadeUp(const World& world, const std::string& bytes) {
  const auto opened = tlog::OpenCosignatures(bytes, kOrigin, world.known);
  Require(!opened.ok() || opened->empty());
  const std::string note = tlog::SignNote(
      tlog::CheckpointText({.origin = kOrigin, .size = 7, .root = {}}), kOrigin,
      world.log);
  std::vector<tlog::Cosigned> cosigned;
  Require(!Passes(world, note + bytes, &cosigned) || cosigned.empty());
}

// Cosignatures of one checkpoint are none of another, and of one name count
// once.
void CheckMoved(const World& world, const std::string& note,
                std::size_t choice) {
  std::vector<tlog::Cosigned> ignored;
  const std::string other = Note(world, 0, 1'000'000, &ignored);
  const std::size_t begin = note.find("\n\n") + 2;
  const std::string lines = note.substr(note.find('\n', begin) + 1);
  std::vector<tlog::Cosigned> cosigned;
  Require(lines.empty() || !Passes(world, other + lines, &cosigned));
  Require(lines.empty() || !Passes(world, note + lines, &cosigned));
  Require(choice == 0 || !lines.empty());
}

// A line whose base64 has bits that stand for nothing says the same in other
// letters: it is not taken.
void CheckOtherLetters(const World& world, std::string note, std::size_t by) {
  constexpr char kLetters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<tlog::Cosigned> cosigned;
  const std::size_t text = note.find("\n\n") + 2;
  for (std::size_t end = note.find('\n', text); end != std::string::npos;
       end = note.find('\n', end + 1)) {
    const std::size_t last = note.find_last_not_of("=", end - 1);
    const char kept = note[last];
    const std::size_t letter = std::string(kLetters).find(kept) ^ (1 + by % 15);
    note[last] = kLetters[letter];
    Require(!Passes(world, note, &cosigned));
    note[last] = kept;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const World world;
  if (size < 5) return 0;
  const std::size_t choice = data[0] % (1 << kWitnesses);
  const std::string bytes(reinterpret_cast<const char*>(data) + 5, size - 5);
  CheckMadeUp(world, bytes);

  std::vector<tlog::Cosigned> expected;
  std::vector<tlog::Cosigned> cosigned;
  std::string note = Note(world, choice, data[1], &expected);
  Require(Passes(world, note, &cosigned) && cosigned.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    Require(cosigned[i].name == expected[i].name &&
            cosigned[i].time == expected[i].time);
  }
  CheckMoved(world, note, choice);
  CheckOtherLetters(world, note, data[4]);

  // One byte another.
  const std::size_t at = (data[2] | data[3] << 8) % note.size();
  const char before = note[at];
  note[at] = static_cast<char>(data[4]);
  if (note[at] != before) Require(!Passes(world, note, &cosigned));
  return 0;
}

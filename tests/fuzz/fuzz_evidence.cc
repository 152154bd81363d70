// SPDX-License-Identifier: Apache-2.0
// A folder of evidence as somebody hands it over: what is read is what stands
// there, and no bit of a signed network file can be changed.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "deploy/evidence/evidence.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/kith/network_init.h"
#include "keys/base/random.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"

namespace {

using namespace kith;
namespace fs = std::filesystem;

void Require(bool holds) {
  if (!holds) std::abort();
}

void Write(const fs::path& path, absl::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// One for this process, in memory where there is such a place.
class Folder {
 public:
  Folder() {
    const fs::path top =
        fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path();
    path_ = top / absl::StrCat("kith-fuzz-", getpid());
    fs::remove_all(path_);
    fs::create_directories(path_ / "broker");
    fs::create_directories(path_ / "agent");
    fs::create_directories(path_ / "keyholder/keyholder-1");
    Write(path_ / "keyholder/keyholder-1/checkpoint", "x");
    Write(path_ / "broker/checkpoint", "x");
    Write(path_ / "agent/checkpoint", "x");
    const fs::path network = path_.string() + "-network";
    deploy::InitOptions options;
    options.dir = network;
    SystemRandom random;
    Require(deploy::InitNetwork(options, absl::FromUnixSeconds(1'795'000'000),
                                random)
                .ok());
    std::ifstream file(network / "broker/network.kith", std::ios::binary);
    signed_network_.assign(std::istreambuf_iterator<char>(file), {});
    fs::remove_all(network);
  }
  ~Folder() { fs::remove_all(path_); }

  const fs::path& path() const { return path_; }
  const std::string& signed_network() const { return signed_network_; }

 private:
  fs::path path_;
  std::string signed_network_;
};

// Every opening that is read, written again, is the file. So many are read, if
// `expected` says it.
void CheckOpenings(const Folder& folder, const std::string& bytes,
                   std::optional<std::size_t> expected = std::nullopt) {
  std::size_t count = 0;
  Write(folder.path() / "broker/openings", bytes);
  auto reader =
      deploy::OpeningsReader::Open((folder.path() / "broker").string());
  Require(reader.ok());
  std::string again;
  std::uint64_t last = 0;
  for (bool first = true;; first = false) {
    const auto next = reader->Next();
    if (!next.ok()) break;
    if (!next->has_value()) {
      Require(again == bytes);
      break;
    }
    Require(first || (*next)->index() > last);
    last = (*next)->index();
    ++count;
    again += deploy::PackOpening(**next);
    Require(again == absl::string_view(bytes).substr(0, again.size()));
  }
  Require(count == expected.value_or(count));
  fs::remove(folder.path() / "broker/openings");
}

std::string Framed(const std::string& fields) {
  return absl::StrCat(BigEndian32(static_cast<std::uint32_t>(fields.size())),
                      fields);
}

// What the format is for passes, not a second time, and in no other form.
void CheckPacked(const Folder& folder, const std::string& bytes) {
  log::v1::LeafOpening opening;
  if (!opening.ParseFromString(bytes)) return;
  opening.DiscardUnknownFields();
  opening.set_index(opening.index() / 2);
  const std::string first = deploy::PackOpening(opening);
  CheckOpenings(folder, absl::StrCat(first, first), 1);
  const std::string fields = opening.SerializeAsString();
  // Each field twice, and a field that nobody knows.
  if (!fields.empty()) CheckOpenings(folder, Framed(fields + fields), 0);
  CheckOpenings(folder, Framed(fields + "\xf8\x01\x01"), 0);
  opening.set_index(opening.index() + 1);
  CheckOpenings(folder, absl::StrCat(first, deploy::PackOpening(opening)), 2);
}

void CheckBundle(const std::string& bytes) {
  const auto leaves = deploy::ParseBundle("bundle", bytes);
  if (!leaves.ok()) return;
  std::string again;
  for (const std::string& leaf : *leaves) {
    Require(leaf.size() == tlog::kLeafBytes);
    absl::StrAppend(&again, absl::string_view("\0\x71", 2), leaf);
  }
  Require(again == bytes);
}

// The network file as it was signed but for one byte, and any agency's name.
void CheckFrame(const Folder& folder, std::size_t at, char byte,
                const std::string& agency) {
  std::string network = folder.signed_network();
  network[at % network.size()] = byte;
  Write(folder.path() / "network.kith", network);
  Write(folder.path() / "agency.txt", agency);
  const auto frame = deploy::ReadEvidenceFrame(folder.path().string());
  if (!frame.ok()) return;
  Require(network == folder.signed_network());
  Require(frame->network->signed_bytes() == network);
  Require(absl::StrCat(frame->agency, "\n") == agency);
  // Something more beside it, and it is none.
  Write(folder.path() / "more", "");
  Require(!deploy::ReadEvidenceFrame(folder.path().string()).ok());
  fs::remove(folder.path() / "more");
}

// Nothing can be added to the network file, not even what changes nothing of
// what it says.
void CheckLonger(const Folder& folder, absl::string_view more) {
  if (more.empty()) return;
  Write(folder.path() / "network.kith",
        absl::StrCat(folder.signed_network(), more));
  Write(folder.path() / "agency.txt", "hillview-primary\n");
  Require(!deploy::ReadEvidenceFrame(folder.path().string()).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const Folder folder;
  if (size < 4) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 4, size - 4);
  CheckOpenings(folder, bytes);
  CheckPacked(folder, bytes);
  CheckBundle(bytes);
  const std::size_t at = data[0] << 16 | data[1] << 8 | data[2];
  CheckFrame(folder, at, static_cast<char>(data[3]), bytes);
  CheckLonger(folder, bytes);
  CheckLonger(folder, absl::StrCat("\xf8\x01", std::string(1, data[3] & 0x7f)));
  // The byte that is there, so that the name alone decides.
  CheckFrame(folder, at,
             folder.signed_network()[at % folder.signed_network().size()],
             bytes);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/log_folder.h"

#include <cerrno>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kOpeningLengthBytes = 4;
constexpr std::size_t kMostOpeningBytes = 256 << 10;

absl::Status CannotWrite(const std::string& path) {
  const std::string words =
      absl::StrCat(path, ": cannot be written; is the disk full?");
  return errno == ENOSPC ? absl::ResourceExhaustedError(words)
                         : absl::FailedPreconditionError(words);
}

absl::Status BreaksOff(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": breaks off in the middle; export it again"));
}

absl::Status OtherForm(const std::string& path, std::uint64_t entry) {
  return absl::InvalidArgumentError(absl::StrCat(
      path, ": entry ", entry, " is not of this form; export it again"));
}

std::size_t ReadLength(absl::string_view bytes, std::size_t count) {
  std::size_t length = 0;
  for (const char byte : bytes.substr(0, count)) {
    length = length << 8 | static_cast<unsigned char>(byte);
  }
  return length;
}

}  // namespace

absl::StatusOr<LogFolderWriter> LogFolderWriter::Make(std::string folder) {
  KITH_RETURN_IF_ERROR(MakeEmptyFolder(folder));
  LogFolderWriter writer(std::move(folder));
  const std::string openings = In(writer.folder_, "openings");
  writer.openings_.open(openings, std::ios::binary | std::ios::trunc);
  if (!writer.openings_) return CannotWrite(openings);
  return writer;
}

absl::Status LogFolderWriter::Write(const std::string& path,
                                    absl::string_view bytes) const {
  const std::string whole = In(folder_, path);
  std::error_code fault;
  fs::create_directories(fs::path(whole).parent_path(), fault);
  std::ofstream file(whole, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  return file ? absl::OkStatus() : CannotWrite(whole);
}

absl::Status LogFolderWriter::AddLeaves(absl::string_view leaves) {
  if (leaves.size() % tlog::kLeafBytes != 0) {
    return absl::InvalidArgumentError("a piece of a leaf");
  }
  const auto emit = [this](const std::string& path, absl::string_view bytes) {
    return Write(path, bytes);
  };
  for (; !leaves.empty(); leaves.remove_prefix(tlog::kLeafBytes)) {
    KITH_RETURN_IF_ERROR(tiles_.Add(leaves.substr(0, tlog::kLeafBytes), emit));
  }
  return absl::OkStatus();
}

absl::Status LogFolderWriter::AddOpenings(absl::string_view packed) {
  openings_.write(packed.data(), static_cast<std::streamsize>(packed.size()));
  return openings_ ? absl::OkStatus() : CannotWrite(In(folder_, "openings"));
}

absl::Status LogFolderWriter::Finish(absl::string_view checkpoint) {
  KITH_RETURN_IF_ERROR(tiles_.EmitPartial(
      [this](const std::string& path, absl::string_view bytes) {
        return Write(path, bytes);
      }));
  openings_.close();
  if (!openings_) return CannotWrite(In(folder_, "openings"));
  return ReplaceFile(In(folder_, "checkpoint"), checkpoint, Readers::kOwner);
}

absl::StatusOr<std::string> ReadEvidenceFile(const std::string& folder,
                                             absl::string_view name,
                                             std::size_t most) {
  const std::string path = In(folder, name);
  std::error_code fault;
  if (fs::is_symlink(path, fault)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": a link is no evidence; export it again"));
  }
  return ReadFile(path, most);
}

absl::StatusOr<OpeningsReader> OpeningsReader::Open(const std::string& folder) {
  OpeningsReader reader;
  reader.path_ = In(folder, "openings");
  std::error_code fault;
  if (fs::is_symlink(reader.path_, fault) ||
      !fs::is_regular_file(reader.path_, fault)) {
    return absl::NotFoundError(
        absl::StrCat("no file at ", reader.path_, "; export it again"));
  }
  reader.file_.open(reader.path_, std::ios::binary);
  if (!reader.file_) {
    return absl::NotFoundError(
        absl::StrCat(reader.path_, ": cannot be read; check who owns it"));
  }
  return reader;
}

absl::StatusOr<std::optional<log::v1::LeafOpening>> OpeningsReader::Next() {
  std::string length(kOpeningLengthBytes, '\0');
  file_.read(length.data(), kOpeningLengthBytes);
  if (file_.gcount() == 0 && file_.eof()) return std::nullopt;
  if (file_.gcount() != kOpeningLengthBytes) return BreaksOff(path_);
  const std::size_t size = ReadLength(length, kOpeningLengthBytes);
  if (size > kMostOpeningBytes) return OtherForm(path_, read_);
  std::string bytes(size, '\0');
  file_.read(bytes.data(), static_cast<std::streamsize>(size));
  if (static_cast<std::size_t>(file_.gcount()) != size) {
    return BreaksOff(path_);
  }
  log::v1::LeafOpening opening;
  // What has two forms could be changed unnoticed, and what nobody reads could
  // hold anything.
  const bool parsed = opening.ParseFromString(bytes);
  opening.DiscardUnknownFields();
  if (!parsed || opening.SerializeAsString() != bytes ||
      (read_ > 0 && opening.index() <= last_index_)) {
    return OtherForm(path_, read_);
  }
  last_index_ = opening.index();
  ++read_;
  return opening;
}

std::string PackOpening(const log::v1::LeafOpening& opening) {
  const std::string bytes = opening.SerializeAsString();
  return absl::StrCat(BigEndian32(static_cast<std::uint32_t>(bytes.size())),
                      bytes);
}

}  // namespace kith::deploy

// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/note.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "keys/base/status_macros.h"

namespace kith::tlog {
namespace {

constexpr char kEd25519Type = 0x01;
constexpr char kCosignatureType = 0x04;
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kMaxNoteBytes = 64 * 1024;
constexpr std::size_t kMaxSignatures = 100;
// Em dash and a space, as signed-note has it.
constexpr char kLineStart[] = "\xe2\x80\x94 ";

std::string KeyId(absl::string_view name, char type,
                  absl::string_view public_key) {
  const Hash hash =
      Sha256({name, "\n", absl::string_view(&type, 1), public_key});
  return std::string(HashView(hash).substr(0, kKeyIdBytes));
}

std::string SignatureLine(absl::string_view name, absl::string_view key_id,
                          absl::string_view signature) {
  return absl::StrCat(kLineStart, name, " ",
                      absl::Base64Escape(absl::StrCat(key_id, signature)),
                      "\n");
}

struct ParsedLine {
  std::string name;
  std::string key_id;
  std::string signature;
};

absl::StatusOr<ParsedLine> ParseLine(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kLineStart)) {
    return absl::InvalidArgumentError("a signature line begins otherwise");
  }
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(line, absl::MaxSplits(' ', 1));
  std::string bytes;
  if (parts.first.empty() || !absl::Base64Unescape(parts.second, &bytes) ||
      bytes.size() <= kKeyIdBytes ||
      absl::Base64Escape(bytes) != parts.second) {
    return absl::InvalidArgumentError("a signature line is malformed");
  }
  return ParsedLine{std::string(parts.first), bytes.substr(0, kKeyIdBytes),
                    bytes.substr(kKeyIdBytes)};
}

struct ParsedNote {
  absl::string_view text;  // With its final newline.
  std::vector<ParsedLine> signatures;
};

absl::StatusOr<ParsedNote> ParseNote(absl::string_view note) {
  if (note.size() > kMaxNoteBytes || note.empty() || note.back() != '\n') {
    return absl::InvalidArgumentError("a note of a wrong length or end");
  }
  const std::size_t end = note.rfind("\n\n");
  if (end == absl::string_view::npos) {
    return absl::InvalidArgumentError("a note without signatures");
  }
  ParsedNote parsed{note.substr(0, end + 1), {}};
  absl::string_view lines = note.substr(end + 2);
  absl::ConsumeSuffix(&lines, "\n");
  for (absl::string_view line : absl::StrSplit(lines, '\n')) {
    KITH_ASSIGN_OR_RETURN(ParsedLine signature, ParseLine(line));
    parsed.signatures.push_back(std::move(signature));
    if (parsed.signatures.size() > kMaxSignatures) {
      return absl::InvalidArgumentError("a note with too many signatures");
    }
  }
  return parsed;
}

absl::StatusOr<Checkpoint> ParseCheckpointText(absl::string_view text) {
  absl::ConsumeSuffix(&text, "\n");
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() != 3 || lines[0].empty()) {
    return absl::InvalidArgumentError("a checkpoint has exactly three lines");
  }
  Checkpoint checkpoint;
  checkpoint.origin = std::string(lines[0]);
  std::string root;
  if (!absl::SimpleAtoi(lines[1], &checkpoint.size) ||
      absl::StrCat(checkpoint.size) != lines[1] ||
      checkpoint.size > (std::uint64_t{1} << 62) ||
      !absl::Base64Unescape(lines[2], &root) || root.size() != kHashBytes ||
      absl::Base64Escape(root) != lines[2]) {
    return absl::InvalidArgumentError(
        "a checkpoint's size or root is malformed");
  }
  checkpoint.root = HashFromBytes(root);
  return checkpoint;
}

std::string SignedNote(absl::string_view text, absl::string_view key_name,
                       absl::string_view public_key,
                       absl::string_view signature) {
  return absl::StrCat(
      text, "\n",
      SignatureLine(key_name, KeyId(key_name, kEd25519Type, public_key),
                    signature));
}

absl::string_view TextOf(absl::string_view note) {
  return note.substr(0, note.rfind("\n\n") + 1);
}

std::string CosignedLine(absl::string_view name, absl::Time time,
                         absl::string_view public_key,
                         absl::string_view signature) {
  return SignatureLine(
      name, KeyId(name, kCosignatureType, public_key),
      absl::StrCat(
          BigEndian64(static_cast<std::uint64_t>(absl::ToUnixSeconds(time))),
          signature));
}

std::string CosignedText(absl::string_view note_text, absl::Time time) {
  return absl::StrCat("cosignature/v1\ntime ", absl::ToUnixSeconds(time), "\n",
                      note_text);
}

}  // namespace

std::string CheckpointText(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n",
                      absl::Base64Escape(HashView(checkpoint.root)), "\n");
}

std::string SignNote(absl::string_view text, absl::string_view key_name,
                     const Signer& signer) {
  return SignedNote(text, key_name, signer.public_key(),
                    signer.SignNoteText(text));
}

absl::StatusOr<std::string> SignLogNote(absl::string_view text,
                                        absl::string_view key_name,
                                        const LogSigner& signer) {
  KITH_ASSIGN_OR_RETURN(const std::string signature, signer.SignNoteText(text));
  return SignedNote(text, key_name, signer.public_key(), signature);
}

absl::StatusOr<Checkpoint> ReadOwnCheckpoint(absl::string_view note) {
  KITH_ASSIGN_OR_RETURN(const ParsedNote parsed, ParseNote(note));
  return ParseCheckpointText(parsed.text);
}

absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note,
                                          absl::string_view origin,
                                          absl::string_view public_key) {
  KITH_ASSIGN_OR_RETURN(const ParsedNote parsed, ParseNote(note));
  const std::string key_id = KeyId(origin, kEd25519Type, public_key);
  bool signed_by_log = false;
  for (const ParsedLine& line : parsed.signatures) {
    if (line.name != origin || line.key_id != key_id) continue;
    // One bad signature of a known key condemns the note, whatever else it has.
    KITH_RETURN_IF_ERROR(
        VerifyNoteText(public_key, parsed.text, line.signature));
    signed_by_log = true;
  }
  if (!signed_by_log) {
    return absl::UnauthenticatedError(
        "the checkpoint is not signed by its log");
  }
  KITH_ASSIGN_OR_RETURN(Checkpoint checkpoint,
                        ParseCheckpointText(parsed.text));
  if (checkpoint.origin != origin) {
    return absl::UnauthenticatedError("a checkpoint of another log");
  }
  return checkpoint;
}

std::string CosignatureLine(absl::string_view note, absl::string_view name,
                            absl::Time time, const Signer& signer) {
  return CosignedLine(name, time, signer.public_key(),
                      signer.SignNoteText(CosignedText(TextOf(note), time)));
}

absl::StatusOr<std::string> LogCosignatureLine(absl::string_view note,
                                               absl::string_view name,
                                               absl::Time time,
                                               const LogSigner& signer) {
  KITH_ASSIGN_OR_RETURN(const std::string signature,
                        signer.SignNoteText(CosignedText(TextOf(note), time)));
  return CosignedLine(name, time, signer.public_key(), signature);
}

namespace {

absl::StatusOr<absl::Time> VerifyCosigned(absl::string_view text,
                                          const ParsedLine& line,
                                          absl::string_view name,
                                          absl::string_view public_key) {
  if (line.name != name ||
      line.key_id != KeyId(name, kCosignatureType, public_key) ||
      line.signature.size() != 8 + kSignatureBytes) {
    return absl::UnauthenticatedError("not a cosignature of this checkpoint");
  }
  std::uint64_t seconds = 0;
  for (int i = 0; i < 8; ++i) {
    seconds = seconds << 8 | static_cast<unsigned char>(line.signature[i]);
  }
  const absl::Time time =
      absl::FromUnixSeconds(static_cast<std::int64_t>(seconds));
  KITH_RETURN_IF_ERROR(
      VerifyNoteText(public_key, CosignedText(text, time),
                     absl::string_view(line.signature).substr(8)));
  return time;
}

}  // namespace

absl::StatusOr<absl::Time> VerifyCosignature(absl::string_view note,
                                             absl::string_view line,
                                             absl::string_view name,
                                             absl::string_view public_key) {
  KITH_ASSIGN_OR_RETURN(const ParsedNote parsed, ParseNote(note));
  KITH_ASSIGN_OR_RETURN(const ParsedLine signature,
                        ParseLine(absl::StripSuffix(line, "\n")));
  return VerifyCosigned(parsed.text, signature, name, public_key);
}

absl::StatusOr<std::vector<Cosigned>> OpenCosignatures(
    absl::string_view note, absl::string_view origin,
    const std::vector<Cosigner>& known) {
  KITH_ASSIGN_OR_RETURN(const ParsedNote parsed, ParseNote(note));
  std::vector<Cosigned> cosigned;
  bool own = false;
  for (const ParsedLine& line : parsed.signatures) {
    // The log's own, once: OpenCheckpoint looks at it.
    if (line.name == origin && !std::exchange(own, true)) continue;
    absl::StatusOr<absl::Time> time =
        absl::UnauthenticatedError("a signature by nobody of the network");
    for (const Cosigner& one : known) {
      if (one.name != line.name) continue;
      time = VerifyCosigned(parsed.text, line, one.name, one.public_key);
    }
    KITH_RETURN_IF_ERROR(time.status());
    for (const Cosigned& before : cosigned) {
      if (before.name == line.name) {
        return absl::UnauthenticatedError("a cosignature that is there twice");
      }
    }
    cosigned.push_back({line.name, *time});
  }
  return cosigned;
}

}  // namespace kith::tlog

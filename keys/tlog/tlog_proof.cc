// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/tlog_proof.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "keys/base/status_macros.h"

namespace kith::tlog {
namespace {

constexpr absl::string_view kFirstLine = "c2sp.org/tlog-proof@v1";

// Takes a text apart line by line, counting.
class Lines {
 public:
  explicit Lines(absl::string_view text) : rest_(text) {}

  absl::StatusOr<absl::string_view> Next() {
    const std::size_t end = rest_.find('\n');
    if (end == absl::string_view::npos) return Wrong("the file breaks off");
    const absl::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    ++number_;
    return line;
  }
  absl::Status Wrong(absl::string_view what) const {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", number_, ": ", what));
  }
  absl::string_view rest() const { return rest_; }

 private:
  absl::string_view rest_;
  int number_ = 0;
};

// Only the one text that the bytes encode to.
bool FromBase64(absl::string_view text, std::string& bytes) {
  return absl::Base64Unescape(text, &bytes) &&
         absl::Base64Escape(bytes) == text;
}

}  // namespace

std::string TlogProofText(const TlogProof& proof) {
  std::string text = absl::StrCat(kFirstLine, "\n");
  if (!proof.extra.empty()) {
    absl::StrAppend(&text, "extra ", absl::Base64Escape(proof.extra), "\n");
  }
  absl::StrAppend(&text, "index ", proof.index, "\n");
  for (const Hash& hash : proof.path) {
    absl::StrAppend(&text, absl::Base64Escape(HashView(hash)), "\n");
  }
  absl::StrAppend(&text, "\n", proof.note);
  return text;
}

absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view text) {
  Lines lines(text);
  TlogProof proof;
  KITH_ASSIGN_OR_RETURN(absl::string_view line, lines.Next());
  if (line != kFirstLine) return lines.Wrong("this is no C2SP tlog-proof");
  KITH_ASSIGN_OR_RETURN(line, lines.Next());
  if (absl::ConsumePrefix(&line, "extra ")) {
    if (line.size() > 2 * kMostExtraBytes || !FromBase64(line, proof.extra) ||
        proof.extra.empty() || proof.extra.size() > kMostExtraBytes) {
      return lines.Wrong("`extra` is not base64 of 1 to 131072 bytes");
    }
    KITH_ASSIGN_OR_RETURN(line, lines.Next());
  }
  if (!absl::ConsumePrefix(&line, "index ") ||
      !absl::SimpleAtoi(line, &proof.index) ||
      absl::StrCat(proof.index) != line) {
    return lines.Wrong("`index` and a number are expected");
  }
  while (true) {
    KITH_ASSIGN_OR_RETURN(line, lines.Next());
    if (line.empty()) break;
    std::string hash;
    if (!FromBase64(line, hash) || hash.size() != kHashBytes) {
      return lines.Wrong("a hash is not base64 of 32 bytes");
    }
    if (proof.path.size() == kMostProofHashes) {
      return lines.Wrong("a path has at most 63 hashes");
    }
    proof.path.push_back(HashFromBytes(hash));
  }
  proof.note = std::string(lines.rest());
  return proof;
}

}  // namespace kith::tlog

// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/verified_tree.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

constexpr char kSize[] = "verified-tree-size";
constexpr char kRoot[] = "verified-tree-root";
constexpr char kNote[] = "verified-tree-note";

absl::StatusOr<std::uint64_t> ReadSize(Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::string text, people.GetSetting(kSize));
  std::uint64_t size = 0;
  if (!text.empty() && !absl::SimpleAtoi(text, &size)) {
    return absl::DataLossError("the size of the verified tree is malformed");
  }
  return size;
}

}  // namespace

absl::StatusOr<VerifiedTree> ReadVerifiedTree(RegisterReader& reader) {
  return reader.With([](Register& people) { return ReadVerifiedTree(people); });
}

absl::StatusOr<VerifiedTree> ReadVerifiedTree(Register& people) {
  VerifiedTree tree;
  KITH_ASSIGN_OR_RETURN(tree.size, ReadSize(people));
  KITH_ASSIGN_OR_RETURN(tree.root, people.GetSetting(kRoot));
  KITH_ASSIGN_OR_RETURN(tree.note, people.GetSetting(kNote));
  return tree;
}

absl::Status WriteVerifiedTree(Register& people,
                               const tlog::Checkpoint& checkpoint,
                               const std::string& note) {
  KITH_ASSIGN_OR_RETURN(const std::uint64_t present, ReadSize(people));
  if (checkpoint.size <= present) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(people.PutSetting(kSize, absl::StrCat(checkpoint.size)));
  KITH_RETURN_IF_ERROR(people.PutSetting(kRoot, HashView(checkpoint.root)));
  return people.PutSetting(kNote, note);
}

}  // namespace kith::agent

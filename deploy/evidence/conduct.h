// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_CONDUCT_H_
#define KITH_DEPLOY_EVIDENCE_CONDUCT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "deploy/evidence/verify_log.h"
#include "keys/hash.h"
#include "keys/network/network.h"
#include "keys/tlog/leaf.h"

namespace kith::deploy {

// How the broker kept its log: whether it was silent, and whether it said when
// the network file changed; check 15 of docs/spec/evidence.md, and notes. A leaf
// is given before the entry that it opens to.
class Conduct {
 public:
  explicit Conduct(Findings& findings) : findings_(findings) {}

  void FromLeaf(const tlog::Leaf& leaf);
  void FromEntry(const OpenedEntry& entry);
  // After the last one: what is worth knowing.
  std::vector<std::string> Notes(const VerifiedLog& broker,
                                 const Network& network) const;

 private:
  // From the first entry under a network file to before the next change.
  struct Change {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    absl::Time time;
    bool is_said = false;
  };

  void NoteSilence(std::vector<std::string>& notes) const;
  void NoteChanges(const VerifiedLog& broker,
                   std::vector<std::string>& notes) const;

  Findings& findings_;
  std::optional<tlog::Leaf> newest_;
  std::uint64_t silences_ = 0;
  absl::Time longest_from_ = absl::InfinitePast();
  absl::Time longest_until_ = absl::InfinitePast();
  std::vector<Change> changes_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_CONDUCT_H_

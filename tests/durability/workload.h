// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_DURABILITY_WORKLOAD_H_
#define KITH_TESTS_DURABILITY_WORKLOAD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broker/store/check_store.h"
#include "keys/base/random.h"
#include "keys/secret.h"
#include "keys/tlog/audit_log.h"

namespace kith::tests {

// A broker's database in a folder, with its keys, as its real log and store
// keep it; written by a process that does not live long.
struct Store {
  std::string folder;
  Secret key;
  Secret seed;
  // So few that pages go from the write-ahead log to the file often.
  int pages_of_one_checkpoint = 40;

  std::string path() const { return folder + "/broker.db"; }
  // The log over this process's database; tables are made if need be. `sql` is
  // run on the connection first.
  absl::StatusOr<std::unique_ptr<tlog::AuditLog>> Open(
      const Clock& clock, Random& random, const std::string& sql = "") const;
  absl::StatusOr<broker::CheckedStore> Fsck(
      std::vector<std::string> checkpoints, tlog::Faults& faults) const;
};

// Something that was said to be done: an entry, and the checkpoint that it came
// with.
struct Acknowledged {
  std::uint64_t index = 0;
  std::string leaf;
  std::string checkpoint;
};

// Does what a broker does, in bursts of changes that wait together, until it
// has done `bursts`: records grounds and withdraws them, publishes rows,
// accepts enquiries, answers and aborts them, erases entries, fails now and
// then. Writes each acknowledgement to `acknowledge` as it comes.
void RunWorkload(tlog::AuditLog& log, Random& random, int bursts,
                 int acknowledge);

// One of each, one after another: a ground, rows, an enquiry and its answer, a
// withdrawal. What is not done (a disk that is full) is not acknowledged.
void RunStory(tlog::AuditLog& log, Random& random, int acknowledge);

// Acknowledges the log's newest entry with its newest checkpoint: what whoever
// connects is told. Nothing if it has none.
void AcknowledgeHead(tlog::AuditLog& log, const Store& store, int acknowledge);

// The acknowledgements that a process wrote before it ended, until the end of
// the file; half of one at the end is none.
std::vector<Acknowledged> ReadAcknowledged(int from);

// How it stands after a process was ended, against what it acknowledged.
struct Outcome {
  std::size_t acknowledged = 0;
  std::size_t lost = 0;    // Entries not there, or not in their place.
  std::size_t forked = 0;  // Checkpoints the tree does not begin with.
  std::size_t ahead = 0;   // Checkpoints of more entries than there are.
  std::uint64_t entries = 0;
  std::vector<std::string> faults;  // Of fsck, in words.
};
Outcome Judge(const Store& store, const std::vector<Acknowledged>& acks);

// The same draws for the same seed. Thread-safe.
std::unique_ptr<Random> SeededRandom(std::uint64_t seed);

}  // namespace kith::tests

#endif  // KITH_TESTS_DURABILITY_WORKLOAD_H_

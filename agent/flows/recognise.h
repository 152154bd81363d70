// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_RECOGNISE_H_
#define KITH_AGENT_FLOWS_RECOGNISE_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "agent/identity/compare.h"
#include "agent/identity/name_frequencies.h"
#include "agent/register/register.h"
#include "keys/network/network.h"

namespace kith::agent {

// How common names are among the people of this agency's newest exports. Made
// apart from answering: a question must not wait for it. Thread-safe.
class RegisterNames {
 public:
  explicit RegisterNames(RegisterReader& reader) : reader_(reader) {}

  // Counts again; to be called at the start and after each import. Codes as
  // Register; then the last count stays.
  absl::Status Rebuild();

  // Never null.
  std::shared_ptr<const NameFrequencies> Get() const;

 private:
  RegisterReader& reader_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const NameFrequencies> names_ ABSL_GUARDED_BY(mutex_) =
      std::make_shared<const NameFrequencies>();
};

// Whether the person asked about is `person`, by the best of the identities
// they are or were known by. A match is only possible where somebody else of
// this register fits too: two people who cannot be told apart, or a brother,
// sister or twin whose forename fits as well. Whom a staff member told apart
// from the person is not them. Codes as Register.
absl::StatusOr<Comparison> Recognise(Register& people, const Identity& asked,
                                     const std::string& person,
                                     const CompareOptions& options,
                                     const Network& network,
                                     const std::string& agency);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_RECOGNISE_H_

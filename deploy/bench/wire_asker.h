// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_WIRE_ASKER_H_
#define KITH_DEPLOY_BENCH_WIRE_ASKER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/flows/question.h"
#include "agent/flows/verify_release.h"
#include "agent/relay/centre.h"
#include "deploy/bench/ask_client.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// An agency's asking side in this process, with the agency's own keys and an
// agent's own code: tokens from the key holder, capsules, signatures and the
// receiver's rule. It differs from an agent in that a call holds no thread, in
// that each step is its caller's to time, and in that it keeps nothing: no log,
// and no tree to be consistent with.
//
// Thread-safe.
class WireAsker {
 public:
  // Somebody to ask about, with the tokens and capsule keys to do it.
  struct Subject {
    agent::Identity identity;
    std::vector<agent::SubjectTokens> epochs;
  };

  // For the agency whose folder is `home`. Codes as ReadTlsFiles, LoadSigner
  // and SealedDb::Open, for it needs a database file there.
  static absl::StatusOr<std::unique_ptr<WireAsker>> Start(
      const std::string& home, const std::string& agency, const Clock& clock,
      Random& random);
  ~WireAsker();

  // Costs one evaluation of 16 elements an epoch. Codes as NormalisePerson and
  // MakeTokens.
  absl::StatusOr<Subject> MakeSubject(const desk::v1::Person& person);

  // A fresh question about them, of the shape of one.
  absl::StatusOr<agent::SentQuestion> Seal(const Subject& subject);

  // Sends it. `sent` must live until `done` is called, from a thread of gRPC's.
  void Ask(const agent::SentQuestion& sent, AskClient::Done done);
  absl::Status Acknowledge(const agent::SentQuestion& sent, bool accepted);

  // The receiver's rule, but for time. Codes as VerifyRelease.
  absl::StatusOr<agent::VerifiedRelease> Verify(
      const agent::SentQuestion& sent,
      const enquiry::v1::AskReply& reply) const;

  const Network& network() const;

 private:
  struct Impl;
  explicit WireAsker(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_WIRE_ASKER_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_QUESTION_MAKER_H_
#define KITH_DEPLOY_BENCH_QUESTION_MAKER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "agent/flows/verify_release.h"
#include "keys/base/random.h"
#include "keys/network/network.h"
#include "keys/signer.h"
#include "keys/slot.h"
#include "keys/token.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::deploy {

// Makes questions that a broker cannot tell from an agency's, about one subject
// each: a fresh enquiry, signed. Nobody could open their capsules, which are
// random; nobody here tries to. Not thread-safe.
class QuestionMaker {
 public:
  struct Asker {
    std::string agency;
    const Signer& signer;
  };
  // All references must outlive this object.
  QuestionMaker(const Network& network, Asker asker, Random& random)
      : network_(network), asker_(std::move(asker)), random_(random) {}

  // `count` questions, each with one of `tokens` in one of its slots, in turn;
  // without tokens nobody is found.
  std::vector<enquiry::v1::AskRequest> Make(std::size_t count, absl::Time now,
                                            const std::vector<Token>& tokens);

  // Whether the reply to a question of the newest Make() proves itself as an
  // agent demands before it shows one. The next Make() says that its tree was
  // verified.
  absl::Status Verify(const enquiry::v1::AskRequest& request,
                      const enquiry::v1::AskReply& reply);

 private:
  enquiry::v1::AskRequest MakeOne(absl::Time now, const Token* token);

  const Network& network_;
  const Asker asker_;
  Random& random_;
  const ReplyKey reply_key_ = ReplyKey::Generate(random_);
  // An agent's newest verified tree: that the questions made last name, and
  // that which the next will.
  struct Tree {
    std::uint64_t size = 0;
    std::string root;
  };
  Tree named_;
  Tree newest_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_QUESTION_MAKER_H_

// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/question_maker.h"

#include "keys/base/status_macros.h"
#include "keys/capsule.h"
#include "keys/hash.h"

namespace kith::deploy {
namespace {

using enquiry::v1::AskBody;
using enquiry::v1::AskGround;
using enquiry::v1::CapsuleHeader;

constexpr char kPurpose[] = "considering-referral";
constexpr char kRole[] = "practitioner";
constexpr std::size_t kIdBytes = 16;

std::string HeaderOf(const AskBody& body, const Network& network,
                     Random& random) {
  CapsuleHeader header;
  header.set_network_id(network.id());
  header.set_enquiry_id(body.enquiry_id());
  header.set_reply_key(body.reply_key());
  header.set_asker(body.asker());
  header.set_category(network.FindAgency(body.asker())->category());
  header.set_purpose(body.purpose());
  header.set_ground(body.ground().kind());
  header.set_issued_at_ms(body.issued_at_ms());
  header.set_commitment(random.Bytes(kCommitmentBytes));
  return header.SerializeAsString();
}

}  // namespace

std::vector<enquiry::v1::AskRequest> QuestionMaker::Make(
    std::size_t count, absl::Time now, const std::vector<Token>& tokens) {
  named_ = newest_;
  std::vector<enquiry::v1::AskRequest> requests;
  requests.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    requests.push_back(
        MakeOne(now, tokens.empty() ? nullptr : &tokens[i % tokens.size()]));
  }
  return requests;
}

enquiry::v1::AskRequest QuestionMaker::MakeOne(absl::Time now,
                                               const Token* token) {
  AskBody body;
  body.set_enquiry_id(random_.Bytes(kIdBytes));
  body.set_network_file_sha256(HashBytes(network_.hash()));
  body.set_asker(asker_.agency);
  body.set_issued_at_ms(static_cast<std::uint64_t>(absl::ToUnixMillis(now)));
  body.set_purpose(kPurpose);
  body.mutable_ground()->set_kind(AskGround::KIND_FAMILY_AGREED);
  body.set_practitioner(random_.Bytes(kIdBytes));
  body.set_role(kRole);
  body.set_reply_key(reply_key_.public_key());
  body.set_verified_tree_size(named_.size);
  body.set_no_personal_connection(true);
  auto* subject = body.add_subjects();
  subject->set_header(HeaderOf(body, network_, random_));
  subject->set_capsule(random_.Bytes(kCapsuleBytes));
  for (const auto& epoch : network_.file().epochs()) {
    if (!epoch.ask()) continue;
    std::string slots = random_.Bytes(kTokenSlots * Token::kBytes);
    if (token != nullptr) {
      slots.replace(random_.Below(kTokenSlots) * Token::kBytes, Token::kBytes,
                    std::string(token->bytes()));
    }
    auto* made = subject->add_epochs();
    made->set_epoch(epoch.number());
    made->set_tokens(std::move(slots));
    made->set_wraps(random_.Bytes(kTokenSlots * kWrapBytes));
  }
  enquiry::v1::AskRequest request;
  request.set_body(body.SerializeAsString());
  request.set_signature(
      asker_.signer.Sign(Label::kEnquiry, network_.id(), request.body()));
  return request;
}

absl::Status QuestionMaker::Verify(const enquiry::v1::AskRequest& request,
                                   const enquiry::v1::AskReply& reply) {
  AskBody body;
  if (!body.ParseFromString(request.body())) {
    return absl::InternalError("a question that was made cannot be read");
  }
  const agent::SentQuestion sent{.enquiry_id = body.enquiry_id(),
                                 .request = {},
                                 .reply_key = ReplyKey::Generate(random_),
                                 .asker = asker_.agency,
                                 .subjects = 1,
                                 .verified_size = named_.size,
                                 .verified_root = named_.root};
  KITH_ASSIGN_OR_RETURN(const agent::VerifiedRelease release,
                        agent::VerifyRelease(network_, sent, reply));
  if (release.checkpoint.size > newest_.size) {
    newest_ = {release.checkpoint.size, HashBytes(release.checkpoint.root)};
  }
  return absl::OkStatus();
}

}  // namespace kith::deploy

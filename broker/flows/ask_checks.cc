// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/ask_checks.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/capsule.h"
#include "keys/signer.h"
#include "keys/slot.h"
#include "keys/token.h"

namespace kith::broker {
namespace {

using enquiry::v1::AskBody;
using enquiry::v1::AskGround;
using enquiry::v1::CapsuleHeader;
using enquiry::v1::EpochSlots;
using enquiry::v1::SubjectQuestion;

constexpr std::size_t kMaxHeaderBytes = 1024;
// How far what is signed may be from our clock.
constexpr absl::Duration kFreshness = absl::Seconds(120);

absl::Status Wrong(absl::string_view field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

absl::Status CheckEpochs(const SubjectQuestion& subject,
                         const Network& network) {
  std::set<std::uint32_t> epochs;
  bool asked = false;
  for (const EpochSlots& slots : subject.epochs()) {
    const network::v1::Epoch* epoch = network.FindEpoch(slots.epoch());
    if (epoch == nullptr) return Wrong("epochs", "one is not in use");
    asked = asked || epoch->ask();
    if (!epochs.insert(slots.epoch()).second) {
      return Wrong("epochs", "one stands twice");
    }
    if (slots.tokens().size() != kTokenSlots * Token::kBytes) {
      return Wrong("tokens", "exactly 16 of 32 bytes");
    }
    if (slots.wraps().size() != kTokenSlots * kWrapBytes) {
      return Wrong("wraps", "exactly 16 of 50 bytes");
    }
    std::set<std::string> tokens;
    for (std::size_t i = 0; i < kTokenSlots; ++i) {
      tokens.insert(slots.tokens().substr(i * Token::kBytes, Token::kBytes));
    }
    if (tokens.size() != kTokenSlots)
      return Wrong("tokens", "one stands twice");
  }
  // While the network file goes round, an asker may have the one before: of an
  // epoch that is retired by now no row is left to find.
  if (!asked) return Wrong("epochs", "none that questions carry");
  return absl::OkStatus();
}

// INVARIANT (bound capsule): what a holder will read in the header is what the
// broker checked in the body; no reply key but the authenticated one is used.
absl::Status CheckHeader(const SubjectQuestion& subject, std::uint32_t number,
                         const AskBody& ask, const Network& network) {
  CapsuleHeader header;
  if (subject.header().size() > kMaxHeaderBytes ||
      !header.ParseFromString(subject.header())) {
    return Wrong("header", "cannot be read");
  }
  const network::v1::Agency* asker = network.FindAgency(ask.asker());
  const bool hidden = ask.shielded_asker();
  const bool same = header.network_id() == network.id() &&
                    header.enquiry_id() == ask.enquiry_id() &&
                    header.subject() == number &&
                    header.reply_key() == ask.reply_key() &&
                    header.asker() == (hidden ? "" : ask.asker()) &&
                    header.category() == (hidden ? "" : asker->category()) &&
                    header.purpose() == ask.purpose() &&
                    header.ground() == ask.ground().kind() &&
                    header.issued_at_ms() == ask.issued_at_ms() &&
                    header.commitment().size() == kCommitmentBytes;
  return same ? absl::OkStatus()
              : Wrong("header", "does not agree with the body");
}

}  // namespace

absl::Status CheckGroundCodes(const AskGround& ground, const Network& network) {
  if (!ground.gateway().empty() &&
      network.FindGateway(ground.gateway()) == nullptr) {
    return Wrong("gateway", "not one of the network file");
  }
  if (!ground.necessity().empty() && !IsCode(ground.necessity())) {
    return Wrong("necessity", "a code of a-z, 0-9 and -, at most 40");
  }
  if (!ground.told().empty() && !IsCode(ground.told())) {
    return Wrong("told", "a code of a-z, 0-9 and -, at most 40");
  }
  return absl::OkStatus();
}

absl::Status CheckAskBody(const AskBody& ask, const Network& network) {
  if (ask.enquiry_id().size() != 16) return Wrong("enquiry_id", "16 bytes");
  if (ask.practitioner().size() != 16) return Wrong("practitioner", "16 bytes");
  if (ask.role().empty()) return Wrong("role", "missing");
  if (!IsAcceptableReplyKey(ask.reply_key())) {
    return Wrong("reply_key", "not a key");
  }
  if (network.FindPurpose(ask.purpose()) == nullptr) {
    return Wrong("purpose", "not one of the network file");
  }
  if (GroundWord(ask.ground().kind()).empty())
    return Wrong("ground", "missing");
  KITH_RETURN_IF_ERROR(CheckGroundCodes(ask.ground(), network));
  if (!ask.no_personal_connection()) {
    return Wrong("no_personal_connection", "must be declared");
  }
  if (ask.shielded_asker() && !network.FindAgency(ask.asker())->sensitive()) {
    return Wrong("shielded_asker", "only a sensitive service may hide");
  }
  if (ask.subjects_size() != 1 && ask.subjects_size() != 8) {
    return Wrong("subjects", "exactly 1 or 8");
  }
  for (int i = 0; i < ask.subjects_size(); ++i) {
    const SubjectQuestion& subject = ask.subjects(i);
    if (subject.capsule().size() != kCapsuleBytes) {
      return Wrong("capsule",
                   absl::StrCat("exactly ", kCapsuleBytes, " bytes"));
    }
    KITH_RETURN_IF_ERROR(CheckEpochs(subject, network));
    KITH_RETURN_IF_ERROR(
        CheckHeader(subject, static_cast<std::uint32_t>(i), ask, network));
  }
  return absl::OkStatus();
}

absl::Status CheckFresh(std::uint64_t at_ms, absl::Time now) {
  const absl::Duration off =
      now - absl::FromUnixMillis(static_cast<std::int64_t>(at_ms));
  if (off > kFreshness || off < -kFreshness) {
    return absl::FailedPreconditionError(
        "the clock of the asking agent and the broker's differ by more than "
        "120 s; set the clock and ask again");
  }
  return absl::OkStatus();
}

std::string GroundWord(AskGround::Kind kind) {
  switch (kind) {
    case AskGround::KIND_FAMILY_AGREED:
      return "family-agreed";
    case AskGround::KIND_SAFEGUARDING:
      return "safeguarding";
    case AskGround::KIND_URGENT_ACCESS:
      return "urgent-access";
    default:
      return "";
  }
}

}  // namespace kith::broker

// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/direct_check.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/bench/process_cpu.h"
#include "keys/base/status_macros.h"
#include "keys/capsule.h"
#include "keys/hash.h"
#include "keys/oprf/group.h"
#include "keys/slot.h"
#include "keys/token.h"

namespace kith::deploy {
namespace {

constexpr std::uint32_t kEpoch = 1;
constexpr std::size_t kAnswerSlots = 16;
// Sizes of what is signed and sealed in a check of the sample network.
constexpr std::size_t kHeaderBytes = 180;
constexpr std::size_t kContentBytes = 330;
constexpr std::size_t kAnswerBytes = 120;
constexpr std::size_t kReleaseBytes = 560;
constexpr char kAsker[] = "bench-asker";
constexpr int kBatches = 25;
constexpr int kBatch = 100;

absl::Status DoesNotHold(absl::string_view what) {
  return absl::InternalError(absl::StrCat(what, " does not hold"));
}

absl::StatusOr<std::vector<TokenPair>> MakePairs(
    const oprf::EvaluationKey& key,
    const std::vector<DirectCheck::Subject>& subjects, Random& random) {
  std::vector<std::string> inputs;
  std::vector<oprf::Blinding> blindings;
  std::string blinded;
  for (const DirectCheck::Subject& subject : subjects) {
    for (const std::string& input : subject.inputs) {
      KITH_ASSIGN_OR_RETURN(oprf::Blinding blinding,
                            oprf::Blind(input, random));
      blinded += blinding.element;
      blindings.push_back(std::move(blinding));
      inputs.push_back(input);
    }
  }
  for (std::size_t i = inputs.size(); i < subjects.size() * kTokenSlots; ++i) {
    blinded += oprf::RandomElement(random);
  }
  KITH_ASSIGN_OR_RETURN(const oprf::Evaluation evaluation,
                        key.Evaluate(blinded, random));
  KITH_RETURN_IF_ERROR(oprf::Verify(key.public_key(), blinded,
                                    evaluation.elements, evaluation.proof));
  KITH_ASSIGN_OR_RETURN(
      const std::vector<std::string> outputs,
      oprf::Finalize(inputs, blindings,
                     absl::string_view(evaluation.elements)
                         .substr(0, inputs.size() * oprf::kElementBytes)));
  std::vector<TokenPair> pairs;
  for (const std::string& output : outputs) {
    pairs.push_back(DeriveTokenPair(output, kEpoch));
  }
  return pairs;
}

// The slots of one subject that hold a key, in random places.
std::vector<CapsuleSlot> SlotsFor(const DirectCheck::Subject& subject,
                                  const std::vector<TokenPair>& pairs,
                                  Random& random) {
  std::vector<std::uint8_t> places(kTokenSlots);
  std::iota(places.begin(), places.end(), std::uint8_t{0});
  random.Shuffle(places);
  std::vector<CapsuleSlot> slots;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    slots.push_back({.epoch = kEpoch,
                     .slot = places[i],
                     .key = pairs[i].capsule_key,
                     .strong = subject.strong[i],
                     .weak_number = static_cast<std::uint8_t>(i + 1)});
  }
  return slots;
}

std::vector<Signer> MakeHolders(Random& random) {
  std::vector<Signer> holders;
  for (std::size_t i = 0; i < DirectCheck::kHolders; ++i) {
    holders.push_back(Signer::Generate(random));
  }
  return holders;
}

}  // namespace

// What the asker keeps, and what a holder of everybody's keys gets.
struct DirectCheck::Asked {
  struct Sealed {
    std::string header;
    std::string commitment;
    std::string capsule;
    std::string content_hash;
    std::string signature;
    std::vector<HeldWrap> held;
  };
  std::string enquiry;
  ReplyKey reply_key;
  std::vector<Sealed> subjects;
};

DirectCheck::DirectCheck(Random& random)
    : random_(random),
      key_(oprf::EvaluationKey::Generate(random)),
      network_(random.Bytes(kNetworkIdBytes)),
      asker_(Signer::Generate(random)),
      broker_(Signer::Generate(random)),
      holders_(MakeHolders(random)) {}

absl::Status DirectCheck::Run(const std::vector<Subject>& subjects,
                              const std::function<void()>& wait) const {
  KITH_ASSIGN_OR_RETURN(const Asked asked, Ask(subjects));
  std::vector<std::string> slots(subjects.size() * kAnswerSlots);
  KITH_RETURN_IF_ERROR(Answer(asked, slots));
  wait();
  return Show(asked, slots);
}

absl::StatusOr<DirectCheck::Asked> DirectCheck::Ask(
    const std::vector<Subject>& subjects) const {
  KITH_ASSIGN_OR_RETURN(const std::vector<TokenPair> pairs,
                        MakePairs(key_, subjects, random_));
  Asked asked{random_.Bytes(16), ReplyKey::Generate(random_), {}};
  std::string body;
  auto next = pairs.begin();
  for (std::uint32_t i = 0; i < subjects.size(); ++i) {
    const auto end =
        next + static_cast<std::ptrdiff_t>(subjects[i].inputs.size());
    KITH_RETURN_IF_ERROR(Seal(subjects[i], i, {next, end}, asked));
    next = end;
    const Asked::Sealed& sealed = asked.subjects.back();
    absl::StrAppend(&body, sealed.header, sealed.capsule,
                    random_.Bytes(kTokenSlots * (Token::kBytes + kWrapBytes)));
  }
  const std::string signature = asker_.Sign(Label::kEnquiry, network_, body);
  KITH_RETURN_IF_ERROR(VerifySignature(asker_.public_key(), Label::kEnquiry,
                                       network_, body, signature));
  return asked;
}

absl::Status DirectCheck::Seal(const Subject& subject, std::uint32_t number,
                               std::vector<TokenPair> pairs,
                               Asked& asked) const {
  const CapsuleSealer sealer({asked.enquiry, number}, random_);
  Asked::Sealed sealed;
  sealed.commitment = sealer.commitment();
  sealed.header = absl::StrCat(random_.Bytes(kHeaderBytes - kCommitmentBytes),
                               sealed.commitment);
  const std::string content = random_.Bytes(kContentBytes);
  sealed.content_hash = HashBytes(Sha256(content));
  sealed.signature =
      asker_.Sign(Label::kCapsule, network_,
                  JoinFields({sealed.header, sealed.content_hash}));
  const std::vector<CapsuleSlot> slots = SlotsFor(subject, pairs, random_);
  KITH_ASSIGN_OR_RETURN(CapsuleSealer::Sealed made,
                        sealer.Seal(sealed.header, content, slots));
  sealed.capsule = std::move(made.capsule);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    sealed.held.push_back({std::move(made.wraps[i]), slots[i].key});
  }
  asked.subjects.push_back(std::move(sealed));
  return absl::OkStatus();
}

absl::Status DirectCheck::Answer(const Asked& asked,
                                 std::vector<std::string>& slots) const {
  const std::string& reply_key = asked.reply_key.public_key();
  for (std::uint32_t i = 0; i < asked.subjects.size(); ++i) {
    const Asked::Sealed& sealed = asked.subjects[i];
    for (std::size_t holder = 0; holder < kHolders; ++holder) {
      const auto opened =
          OpenCapsule({asked.enquiry, i}, sealed.header, sealed.commitment,
                      sealed.capsule, sealed.held);
      if (!opened.has_value()) return DoesNotHold("a capsule");
      KITH_RETURN_IF_ERROR(VerifySignature(
          asker_.public_key(), Label::kCapsule, network_,
          JoinFields({sealed.header, sealed.content_hash}), sealed.signature));
      const std::string answer = random_.Bytes(kAnswerBytes);
      const std::string signature = holders_[holder].Sign(
          Label::kAnswer, network_,
          AnswerSignatureBody(asked.enquiry, i, reply_key, kAsker, answer));
      KITH_ASSIGN_OR_RETURN(slots[i * kAnswerSlots + holder],
                            SealAnswer(reply_key, answer, signature));
    }
  }
  for (std::string& slot : slots) {
    if (slot.empty()) slot = MakeBlank(random_);
  }
  return absl::OkStatus();
}

absl::Status DirectCheck::Show(const Asked& asked,
                               const std::vector<std::string>& slots) const {
  const std::string release = random_.Bytes(kReleaseBytes);
  const std::string signature =
      broker_.Sign(Label::kRelease, network_, release);
  KITH_RETURN_IF_ERROR(VerifySignature(broker_.public_key(), Label::kRelease,
                                       network_, release, signature));
  std::size_t answers = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const auto opened = asked.reply_key.Open(slots[i]);
    if (!opened.has_value()) continue;
    KITH_RETURN_IF_ERROR(VerifySignature(
        holders_[i % kAnswerSlots].public_key(), Label::kAnswer, network_,
        AnswerSignatureBody(
            asked.enquiry, static_cast<std::uint32_t>(i / kAnswerSlots),
            asked.reply_key.public_key(), kAsker, opened->answer),
        opened->signature));
    ++answers;
  }
  return answers == asked.subjects.size() * kHolders ? absl::OkStatus()
                                                     : DoesNotHold("an answer");
}

absl::Duration MeasureScalarMultiplication(Random& random) {
  const oprf::Scalar scalar = oprf::RandomScalar(random);
  oprf::Element element = *oprf::TakeElement(oprf::RandomElement(random));
  std::vector<absl::Duration> times;
  for (int i = 0; i < kBatches; ++i) {
    const absl::Duration began = CpuOfThisThread();
    for (int k = 0; k < kBatch; ++k) element = *oprf::Multiply(scalar, element);
    times.push_back((CpuOfThisThread() - began) / kBatch);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace kith::deploy

// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/wire_asker.h"

#include <atomic>
#include <utility>

#include "agent/flows/make_tokens.h"
#include "agent/flows/person_keys.h"
#include "agent/relay/grpc_centre.h"
#include "deploy/bench/bench_member.h"
#include "deploy/kith/files.h"
#include "keys/base/executor.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/audit_log.h"

namespace kith::deploy {
namespace {

using evaluate::v1::EvaluateRequest;

constexpr std::size_t kBatch = 16;
// A broker bears 128 calls on each.
constexpr int kConnections = 8;
constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr char kPurpose[] = "considering-referral";
constexpr char kRole[] = "practitioner";
constexpr std::size_t kKeyBytes = 32;

// An agent's code wants a register; this one is empty and nobody looks.
struct EmptyRegister {
  std::unique_ptr<agent::RegisterReader> reader;
  std::unique_ptr<tlog::AuditLog> log;
};

absl::StatusOr<EmptyRegister> OpenEmptyRegister(const std::string& path,
                                                const Clock& clock,
                                                Random& random) {
  const Secret key = Secret::FromBytes(random.Bytes(SealedDb::kKeyBytes));
  KITH_ASSIGN_OR_RETURN(auto db, SealedDb::Open(path, key));
  KITH_RETURN_IF_ERROR(agent::Register::CreateTables(*db));
  KITH_ASSIGN_OR_RETURN(auto reading, SealedDb::Open(path, key));
  EmptyRegister empty;
  empty.reader = std::make_unique<agent::RegisterReader>(std::move(reading));
  KITH_ASSIGN_OR_RETURN(
      empty.log,
      tlog::AuditLog::Open(std::move(db), {.origin = "kith.example/bench"},
                           Signer::Generate(random), clock, random));
  return empty;
}

}  // namespace

struct WireAsker::Impl {
  Impl(const std::string& agency, std::shared_ptr<const Network> file,
       BenchMember of, EmptyRegister empty, const Clock& clock, Random& random)
      : member(std::move(of)),
        network(file),
        nobody(std::move(empty)),
        pseudonyms(Secret::FromBytes(random.Bytes(kKeyBytes))),
        executor(clock, 1),
        broker(agent::MakeBroker(agent::DialBroker(*file, member.tls))),
        key_holders(
            network, clock,
            [this](const network::v1::KeyHolder& holder) {
              return std::shared_ptr<agent::KeyHolder>(agent::MakeKeyHolder(
                  agent::DialKeyHolder(*network.Get(), holder, member.tls)));
            }),
        parts{.agency = agency,
              .network = network,
              .policies = policies,
              .reader = *nobody.reader,
              .log = *nobody.log,
              .signer = member.signer,
              .pseudonym_key = pseudonyms,
              .key_holders = key_holders,
              .broker = *broker,
              .clock = clock,
              .random = random,
              .executor = executor} {
    for (int i = 0; i < kConnections; ++i) {
      clients.push_back(std::make_unique<AskClient>(
          file->file().broker().address(), *file, member.tls));
    }
  }

  const BenchMember member;
  CurrentNetwork network;
  policy::PolicyCache policies;
  const EmptyRegister nobody;
  const Secret pseudonyms;
  ThreadedExecutor executor;
  std::vector<std::unique_ptr<AskClient>> clients;
  std::atomic<std::size_t> next_client = 0;
  const std::unique_ptr<agent::Broker> broker;
  agent::KeyHolders key_holders;
  const agent::Parts parts;
};

WireAsker::WireAsker(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

WireAsker::~WireAsker() { impl_->executor.Stop(); }

absl::StatusOr<std::unique_ptr<WireAsker>> WireAsker::Start(
    const std::string& home, const std::string& agency, const Clock& clock,
    Random& random) {
  KITH_ASSIGN_OR_RETURN(std::shared_ptr<const Network> network,
                        Network::Load(In(home, "network.kith")));
  KITH_ASSIGN_OR_RETURN(BenchMember member,
                        LoadBenchMember(*network, home, agency));
  KITH_ASSIGN_OR_RETURN(
      EmptyRegister nobody,
      OpenEmptyRegister(In(home, "asking.db"), clock, random));
  return std::unique_ptr<WireAsker>(new WireAsker(
      std::make_unique<Impl>(agency, std::move(network), std::move(member),
                             std::move(nobody), clock, random)));
}

absl::StatusOr<WireAsker::Subject> WireAsker::MakeSubject(
    const desk::v1::Person& person) {
  Subject subject;
  KITH_ASSIGN_OR_RETURN(subject.identity,
                        agent::NormalisePerson(person, network()));
  std::vector<std::string> inputs;
  std::vector<bool> strong;
  for (const agent::MatchKey& key :
       agent::AskedKeysOf(subject.identity, network(), impl_->parts.agency)) {
    KITH_ASSIGN_OR_RETURN(std::string input,
                          agent::OprfInput(network().id(), key));
    inputs.push_back(std::move(input));
    strong.push_back(key.strong);
  }
  for (const auto& epoch : network().file().epochs()) {
    if (!epoch.ask()) continue;
    KITH_ASSIGN_OR_RETURN(
        const std::vector<agent::RequestId> ids,
        agent::WriteDownBatches(impl_->parts, EvaluateRequest::ALLOWANCE_ASK,
                                kBatch, /*batches=*/1));
    KITH_ASSIGN_OR_RETURN(
        std::vector<TokenPair> pairs,
        agent::MakeTokens(impl_->parts,
                          {.allowance = EvaluateRequest::ALLOWANCE_ASK,
                           .epoch = epoch.number(),
                           .batch = kBatch,
                           .timeout = kPatience,
                           .id = ids[0]},
                          inputs));
    subject.epochs.push_back({epoch.number(), std::move(pairs), strong});
  }
  return subject;
}

absl::StatusOr<agent::SentQuestion> WireAsker::Seal(const Subject& subject) {
  agent::Question question;
  question.staff = {.name = "bench", .shown_as = "Bench", .role = kRole};
  question.people = {subject.identity};
  question.purpose = kPurpose;
  question.ground.set_kind(enquiry::v1::AskGround::KIND_FAMILY_AGREED);
  return agent::SealQuestion(impl_->parts, network(), question,
                             {subject.epochs}, /*verified_size=*/0,
                             /*verified_root=*/"");
}

void WireAsker::Ask(const agent::SentQuestion& sent, AskClient::Done done) {
  auto& clients = impl_->clients;
  clients[impl_->next_client++ % clients.size()]->Ask(sent.request,
                                                      std::move(done));
}

absl::Status WireAsker::Acknowledge(const agent::SentQuestion& sent,
                                    bool accepted) {
  enquiry::v1::AcknowledgeRequest request;
  request.set_enquiry_id(sent.enquiry_id);
  request.set_accepted(accepted);
  return impl_->broker->Acknowledge(request);
}

absl::StatusOr<agent::VerifiedRelease> WireAsker::Verify(
    const agent::SentQuestion& sent, const enquiry::v1::AskReply& reply) const {
  return agent::VerifyRelease(network(), sent, reply);
}

const Network& WireAsker::network() const { return *impl_->network.Get(); }

}  // namespace kith::deploy

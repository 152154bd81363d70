// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/probe_flow.h"

#include <algorithm>

#include "broker/flows/route_message.h"
#include "keys/capsule.h"
#include "keys/signer.h"
#include "keys/slot.h"
#include "keys/token.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::broker {
namespace {

// A subject nobody holds, asked by some agency for some purpose.
enquiry::v1::SubjectQuestion InventSubject(const Network& network,
                                           const std::string& enquiry_id,
                                           std::uint32_t subject,
                                           absl::Time now, Random& random) {
  const auto& file = network.file();
  const auto pick = [&](int size) {
    return static_cast<int>(random.Below(static_cast<std::uint32_t>(size)));
  };
  const auto& asker = file.agencies(pick(file.agencies_size()));
  enquiry::v1::CapsuleHeader header;
  header.set_network_id(network.id());
  header.set_enquiry_id(enquiry_id);
  header.set_subject(subject);
  // A real key: a holder that could not seal to it would notice the probe.
  header.set_reply_key(ReplyKey::Generate(random).public_key());
  header.set_asker(asker.id());
  header.set_category(asker.category());
  header.set_purpose(file.purposes(pick(file.purposes_size())).id());
  header.set_ground(enquiry::v1::AskGround::KIND_FAMILY_AGREED);
  header.set_issued_at_ms(static_cast<std::uint64_t>(absl::ToUnixMillis(now)));
  header.set_commitment(random.Bytes(kCommitmentBytes));

  enquiry::v1::SubjectQuestion question;
  question.set_header(header.SerializeAsString());
  question.set_capsule(random.Bytes(kCapsuleBytes));
  for (const auto& epoch : file.epochs()) {
    if (epoch.ask()) question.add_epochs()->set_epoch(epoch.number());
  }
  return question;
}

}  // namespace

void ProbeFlow::Connected(const std::string& agency) {
  std::uint64_t connection = 0;
  {
    absl::MutexLock lock(&mutex_);
    connection = ++connections_;
    watched_[agency] = {.connection = connection};
  }
  Probe(agency, connection);
}

void ProbeFlow::Disconnected(const std::string& agency) {
  {
    absl::MutexLock lock(&mutex_);
    watched_.erase(agency);
  }
  parts_.coverage.MarkUnable(agency);
}

void ProbeFlow::Probe(const std::string& agency, std::uint64_t connection) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Duration window = network->release() * 9 / 10;
  const std::string enquiry_id = parts_.random.Bytes(16);
  const std::uint32_t subject = parts_.random.Below(8);
  {
    absl::MutexLock lock(&mutex_);
    const auto it = watched_.find(agency);
    if (it == watched_.end() || it->second.connection != connection) return;
    it->second.enquiry_id = enquiry_id;
    it->second.subject = subject;
    it->second.sent_at = parts_.clock.Monotonic();
  }
  const enquiry::v1::SubjectQuestion question = InventSubject(
      *network, enquiry_id, subject, parts_.clock.Now(), parts_.random);
  (void)parts_.relay.Send(
      agency, MakeRoute(enquiry_id, subject, question, parts_.random.Bytes(16),
                        {}, window, parts_.random));
  const absl::Duration now = parts_.clock.Monotonic();
  parts_.executor.At(now + window, [this, agency, connection, enquiry_id] {
    CloseWindow(agency, connection, enquiry_id);
  });
  parts_.executor.At(now + network->release(),
                     [this, agency, enquiry_id, subject] {
                       SendProof(agency, enquiry_id, subject);
                     });
  const auto& times = network->file().times();
  const absl::Duration pause = absl::Milliseconds(
      times.probe_min_ms() +
      parts_.random.Below(times.probe_max_ms() - times.probe_min_ms() + 1));
  parts_.executor.At(now + std::max(pause, network->release()),
                     [this, agency, connection] { Probe(agency, connection); });
}

bool ProbeFlow::Receive(const std::string& agency,
                        const link::v1::Answer& answer) {
  absl::MutexLock lock(&mutex_);
  const auto it = watched_.find(agency);
  if (it == watched_.end() || it->second.enquiry_id.empty() ||
      it->second.enquiry_id != answer.enquiry_id() ||
      it->second.subject != answer.subject()) {
    return false;
  }
  it->second.enquiry_id.clear();
  const absl::Duration window = parts_.network.Get()->release() * 9 / 10;
  const bool late = parts_.clock.Monotonic() - it->second.sent_at > window;
  // Under the lock, so that a stream that ends meanwhile has the last word.
  if (late || answer.slot().size() != kSlotBytes) {
    parts_.coverage.MarkUnable(agency);
  } else {
    parts_.coverage.MarkAble(agency);
  }
  return true;
}

void ProbeFlow::CloseWindow(const std::string& agency, std::uint64_t connection,
                            const std::string& enquiry_id) {
  {
    absl::MutexLock lock(&mutex_);
    const auto it = watched_.find(agency);
    if (it == watched_.end() || it->second.connection != connection ||
        it->second.enquiry_id != enquiry_id) {
      return;
    }
  }
  parts_.coverage.MarkUnable(agency);
}

void ProbeFlow::SendProof(const std::string& agency,
                          const std::string& enquiry_id,
                          std::uint32_t subject) {
  link::v1::ToAgent message;
  link::v1::ReleaseProof& proof = *message.mutable_release_proof();
  proof.set_enquiry_id(enquiry_id);
  proof.set_subject(subject);
  proof.set_probe(true);
  (void)parts_.relay.Send(agency, message);
}

}  // namespace kith::broker

// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/witness_flow.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/network/standing.h"
#include "keys/tlog/note.h"

namespace kith::broker {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(10);
constexpr absl::Duration kTestInterval = absl::Seconds(1);
constexpr absl::Duration kFirstWarning = absl::Minutes(1);
constexpr absl::Duration kWarnEvery = absl::Minutes(10);
// By which an agency's clock may differ.
constexpr absl::Duration kMostClockOff = absl::Minutes(2);
constexpr absl::Duration kPatience = absl::Seconds(2);
// Everybody is shown a checkpoint no more often.
constexpr absl::Duration kLeastInterval = absl::Milliseconds(500);

}  // namespace

void WitnessFlow::Start() {
  // Before that nobody can have connected.
  warn_at_ = parts_.clock.Monotonic() + kFirstWarning;
  ShowAgain();
}

void WitnessFlow::Connected(const std::string& agency) {
  link::v1::ToAgent message;
  {
    absl::MutexLock lock(&mutex_);
    asked_.insert(agency);
    message.mutable_checkpoint()->set_checkpoint(note_);
  }
  SayHowLong(agency, *message.mutable_checkpoint());
  // If it has seen more, the next one will do.
  (void)parts_.relay.Send(agency, message);
}

void WitnessFlow::ShowAgain() {
  bool news = false;
  {
    absl::MutexLock lock(&mutex_);
    // Those who came since have cosigned nothing yet.
    news = note_ != parts_.log.checkpoint();
    // Those who came since, or had seen more than was shown.
    for (const std::string& agency : parts_.relay.Connected()) {
      news = news || !lines_.contains(agency);
    }
  }
  // A log that does not grow is confirmed again before that is long ago.
  const std::shared_ptr<const Network> network = parts_.network.Get();
  if (news || LeastLeft(*network) < network->WitnessedFor(false) * 3 / 4) {
    Show();
  }
  WarnBeforeItStops();
  const bool test = network->file().test_network();
  parts_.executor.At(
      parts_.clock.Monotonic() + (test ? kTestInterval : kInterval),
      [this] { ShowAgain(); });
}

void WitnessFlow::Show() {
  const std::vector<std::string> connected = parts_.relay.Connected();
  link::v1::ToAgent message;
  std::uint64_t round = 0;
  {
    absl::MutexLock lock(&mutex_);
    const std::string newest = parts_.log.checkpoint();
    if (newest != note_) lines_.clear();
    note_ = newest;
    asked_ = {connected.begin(), connected.end()};
    shown_at_ = parts_.clock.Monotonic();
    show_is_due_ = false;
    round = ++round_;
    message.mutable_checkpoint()->set_checkpoint(note_);
  }
  for (const std::string& agency : connected) {
    SayHowLong(agency, *message.mutable_checkpoint());
    // One that is gone cosigns nothing, and is not waited for long.
    (void)parts_.relay.Send(agency, message);
  }
  TellWhole();
  parts_.executor.At(parts_.clock.Monotonic() + kPatience,
                     [this, round] { GiveUp(round); });
}

// Said to each agency while there is time to do something about it.
void WitnessFlow::SayHowLong(const std::string& agency,
                             link::v1::NewCheckpoint& shown) const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  if (network->file().quorum() == 0) return;
  const absl::Duration now = parts_.clock.Monotonic();
  const auto seconds = [&](bool urgent) {
    return static_cast<std::uint32_t>(absl::ToInt64Seconds(
        parts_.witnesses.ReleasesFor(*network, agency, urgent, now)));
  };
  shown.set_ordinary_for_s(seconds(false));
  shown.set_urgent_for_s(seconds(true));
}

// For the agency that is refused first.
absl::Duration WitnessFlow::LeastLeft(const Network& network) const {
  const absl::Duration now = parts_.clock.Monotonic();
  absl::Duration least = absl::InfiniteDuration();
  for (const auto& agency : network.file().agencies()) {
    if (!TakesPart(&agency, parts_.clock.Now())) continue;
    least = std::min(
        least, parts_.witnesses.ReleasesFor(network, agency.id(), false, now));
  }
  return least;
}

// And to whoever operates this broker.
void WitnessFlow::WarnBeforeItStops() {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Duration now = parts_.clock.Monotonic();
  const absl::Duration least = LeastLeft(*network);
  if (least > network->WitnessedFor(false) / 2 || now < warn_at_) return;
  warn_at_ = now + kWarnEvery;
  LogWarning("log_not_cosigned",
             {{"ordinary_questions_stop_in_s", absl::ToInt64Seconds(least)},
              {"only_warns", network->file().witnesses().only_warns()}});
}

void WitnessFlow::Take(const std::string& agency,
                       const link::v1::Cosignature& cosignature) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const network::v1::Agency* witness = network->FindAgency(agency);
  if (witness == nullptr) return;
  const std::string name =
      absl::StrCat(network->file().broker().log_origin(), "/agency/", agency);
  std::string note;
  {
    absl::MutexLock lock(&mutex_);
    note = note_;
  }
  const auto time = tlog::VerifyCosignature(note, cosignature.note_line(), name,
                                            witness->log_key());
  // Of one shown before, as a rule: the next one comes.
  if (!time.ok()) return;
  // Its time is what an asker goes by.
  const absl::Duration off = *time - parts_.clock.Now();
  if (off > kMostClockOff || off < -kMostClockOff) {
    LogWarning("cosignature_of_another_time",
               {{"agency", agency}, {"off_by_s", absl::ToInt64Seconds(off)}});
    return;
  }
  {
    absl::MutexLock lock(&mutex_);
    if (note != note_) return;
    lines_[agency] = cosignature.note_line();
  }
  parts_.witnesses.Saw({agency, note, cosignature.note_line()},
                       parts_.clock.Monotonic());
  TellWhole();
}

void WitnessFlow::ShowNow(Witnessed done) {
  absl::Duration at;
  {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back({round_ + 1, std::move(done)});
    if (std::exchange(show_is_due_, true)) return;
    at = shown_at_ + kLeastInterval;
  }
  if (at <= parts_.clock.Monotonic()) {
    Show();
  } else {
    parts_.executor.At(at, [this] { Show(); });
  }
}

void WitnessFlow::GiveUp(std::uint64_t round) {
  std::vector<Witnessed> given_up;
  std::string note;
  {
    absl::MutexLock lock(&mutex_);
    given_up = TakeWaiting(round);
    note = NoteWithLines();
  }
  for (const Witnessed& done : given_up) done(note);
}

// Those who waited for the checkpoint that everybody has cosigned now.
void WitnessFlow::TellWhole() {
  std::vector<Witnessed> whole;
  std::string note;
  {
    absl::MutexLock lock(&mutex_);
    for (const std::string& agency : asked_) {
      if (!lines_.contains(agency)) return;
    }
    whole = TakeWaiting(round_);
    note = NoteWithLines();
  }
  for (const Witnessed& done : whole) done(note);
}

std::vector<WitnessFlow::Witnessed> WitnessFlow::TakeWaiting(
    std::uint64_t round) {
  std::vector<Witnessed> taken;
  std::erase_if(waiting_, [&](const Waiting& one) {
    if (one.round > round) return false;
    taken.push_back(one.done);
    return true;
  });
  return taken;
}

std::string WitnessFlow::NoteWithLines() const {
  std::string note = note_;
  for (const auto& [agency, line] : lines_) note += line;
  return note;
}

}  // namespace kith::broker

// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/release_draft.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "keys/slot.h"
#include "keys/tlog/leaf.h"

namespace kith::broker {
namespace {

std::vector<std::size_t> RandomOrder(Random& random) {
  std::vector<std::size_t> order(kAnswerSlots);
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.Shuffle(order);
  return order;
}

Hash RandomHash(Random& random) {
  Hash hash;
  random.Fill(hash.data(), hash.size());
  return hash;
}

}  // namespace

ReleaseDraft ReleaseDraft::Make(Enquiry& enquiry, Random& random) {
  ReleaseDraft draft;
  absl::MutexLock lock(&enquiry.mutex);
  for (std::size_t subject = 0; subject < enquiry.routed.size(); ++subject) {
    const std::size_t base = subject * kAnswerSlots;
    const std::vector<std::size_t> slot_order = RandomOrder(random);
    const std::vector<std::size_t> holder_order = RandomOrder(random);
    draft.slots_.resize(base + kAnswerSlots);
    for (std::size_t i = 0; i < kAnswerSlots; ++i) {
      draft.holders_.push_back(RandomHash(random));
    }
    const auto& routed = enquiry.routed[subject];
    const std::string& header =
        enquiry.ask.subjects(static_cast<int>(subject)).header();
    for (std::size_t i = 0; i < routed.size(); ++i) {
      const std::size_t slot = base + slot_order[i];
      const std::size_t holder = base + holder_order[i];
      if (routed[i].slot.has_value()) draft.slots_[slot] = *routed[i].slot;
      draft.holders_[holder] =
          tlog::HolderCommitment(routed[i].holder_salt, routed[i].agency,
                                 header, routed[i].ground_refs);
      draft.parts_.push_back({.subject = static_cast<std::uint32_t>(subject),
                              .routed = routed[i],
                              .slot_index = slot,
                              .holder_index = holder});
    }
    for (std::size_t i = 0; i < kAnswerSlots; ++i) {
      std::string& slot = draft.slots_[base + i];
      if (slot.empty()) slot = MakeBlank(random);
    }
  }
  draft.Rebuild();
  return draft;
}

void ReleaseDraft::Rebuild() {
  slot_tree_ = {};
  holder_tree_ = {};
  for (const std::string& slot : slots_) {
    slot_tree_.Append(tlog::LeafHash(slot));
  }
  for (const Hash& holder : holders_) {
    holder_tree_.Append(tlog::LeafHash(HashView(holder)));
  }
}

std::vector<std::string> ReleaseDraft::GroundRefs() const {
  std::set<std::string> refs;
  for (const Part& part : parts_) {
    refs.insert(part.routed.ground_refs.begin(), part.routed.ground_refs.end());
  }
  return {refs.begin(), refs.end()};
}

void ReleaseDraft::BlankResting(const std::set<std::string>& ground_refs,
                                Random& random) {
  bool changed = false;
  for (Part& part : parts_) {
    const auto& refs = part.routed.ground_refs;
    const bool rests = std::any_of(
        refs.begin(), refs.end(),
        [&](const std::string& ref) { return ground_refs.contains(ref); });
    if (!rests) continue;
    slots_[part.slot_index] = MakeBlank(random);
    part.ground_ended = true;
    changed = true;
  }
  if (changed) Rebuild();
}

std::string ReleaseDraft::SlotBytes() const {
  std::string bytes;
  bytes.reserve(slots_.size() * kSlotBytes);
  for (const std::string& slot : slots_) bytes += slot;
  return bytes;
}

void ReleaseDraft::Prove(const Part& part,
                         link::v1::ReleaseProof& proof) const {
  proof.set_slot_index(static_cast<std::uint32_t>(part.slot_index));
  proof.set_slot_count(static_cast<std::uint32_t>(slots_.size()));
  proof.set_slot_path(tlog::PackProof(
      slot_tree_.Inclusion(part.slot_index, slot_tree_.size())));
  proof.set_holder_index(static_cast<std::uint32_t>(part.holder_index));
  proof.set_holder_count(static_cast<std::uint32_t>(holders_.size()));
  proof.set_holder_path(tlog::PackProof(
      holder_tree_.Inclusion(part.holder_index, holder_tree_.size())));
  proof.set_holder_salt(part.routed.holder_salt);
  proof.set_ground_ended(part.ground_ended);
  for (const std::string& ref : part.routed.ground_refs) {
    proof.add_ground_refs(ref);
  }
}

}  // namespace kith::broker

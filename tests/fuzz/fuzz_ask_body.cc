// SPDX-License-Identifier: Apache-2.0
// A question's body, and a capsule's header in an otherwise good one.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "broker/flows/ask_checks.h"
#include "broker/flows/test_questions.h"
#include "keys/base/random.h"
#include "tests/support/test_network.h"

namespace kith::broker {
namespace {

struct World {
  SystemRandom random;
  const tests::TestNetwork members{random};
  const std::shared_ptr<const Network> network = members.Get();
  const enquiry::v1::AskBody good =
      MakeBody({}, *network, absl::FromUnixSeconds(1893456000), random);
};

void CheckAsBody(const World& world, const std::string& bytes) {
  enquiry::v1::AskBody ask;
  if (!ask.ParseFromString(bytes)) return;
  // The caller's agency is known before the body is looked into.
  if (world.network->FindAgency(ask.asker()) == nullptr)
    ask.set_asker("school");
  (void)CheckAskBody(ask, *world.network);
}

void CheckAsHeader(const World& world, const std::string& bytes) {
  enquiry::v1::AskBody ask = world.good;
  const std::string header = ask.subjects(0).header();
  ask.mutable_subjects(0)->set_header(bytes);
  enquiry::v1::CapsuleHeader altered;
  enquiry::v1::CapsuleHeader good;
  if (!CheckAskBody(ask, *world.network).ok()) return;
  // Whatever passes says what the body says.
  if (!altered.ParseFromString(bytes) || !good.ParseFromString(header) ||
      altered.reply_key() != good.reply_key() ||
      altered.enquiry_id() != good.enquiry_id() ||
      altered.asker() != good.asker() || altered.subject() != good.subject()) {
    std::abort();
  }
}

}  // namespace
}  // namespace kith::broker

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const kith::broker::World world;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  kith::broker::CheckAsBody(world, bytes);
  kith::broker::CheckAsHeader(world, bytes);
  return 0;
}

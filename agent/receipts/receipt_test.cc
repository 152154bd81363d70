// SPDX-License-Identifier: Apache-2.0
#include "agent/receipts/receipt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"
#include "tests/support/test_network.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::Not;

class ReceiptTest : public testing::Test {
 protected:
  ReceiptFields Withdrawal() {
    ReceiptFields fields;
    fields.kind = "withdrawal";
    fields.receipt_id = random_.Bytes(kReceiptIdBytes);
    fields.network = "northshire";
    fields.agency = "clinic";
    fields.agency_name = "clinic";
    fields.issued_at = absl::FromUnixSeconds(1'795'000'000);
    fields.people = 2;
    fields.grounds = {random_.Bytes(16), random_.Bytes(16)};
    fields.language = "en";
    return fields;
  }
  std::string Countersign(const std::string& receipt) {
    Countersigned countersigned{.log_index = 1, .time_ms = 1'795'000'000'123};
    countersigned.signature = world_.broker().Sign(
        Label::kCountersign, world_.id(),
        CountersignedBytes(*HashOfReceipt(receipt), countersigned.log_index,
                           countersigned.time_ms));
    return *AddCountersignature(receipt, countersigned);
  }
  // A log of three entries; the receipt's is the second.
  std::string Prove(const std::string& receipt) {
    tlog::MerkleTree tree;
    std::vector<std::string> leaves;
    for (std::uint64_t i = 0; i < 3; ++i) {
      leaves.push_back(
          tlog::LeafBytes({.index = i, .time = absl::UnixEpoch()}));
      tree.Append(tlog::LeafHash(leaves.back()));
    }
    ReceiptLogProof proof{.leaf = leaves[1]};
    for (const Hash& hash : tree.Inclusion(1, 3)) {
      proof.inclusion.push_back(HashBytes(hash));
    }
    proof.checkpoint = tlog::SignNote(
        tlog::CheckpointText({"kith.example/northshire", 3, tree.Root()}),
        "kith.example/northshire", world_.broker());
    return *AddLogProof(receipt, proof);
  }

  SystemRandom random_;
  const tests::TestNetwork world_{random_};
  const std::shared_ptr<const Network> network_ = world_.Get();
};

TEST_F(ReceiptTest, AReceiptOfTheAgencyHolds) {
  const ReceiptFields fields = Withdrawal();
  const auto verified = VerifyReceipt(
      SignReceipt(fields, world_.id(), world_.clinic()), *network_);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->fields.receipt_id, fields.receipt_id);
  EXPECT_EQ(verified->fields.grounds, fields.grounds);
  EXPECT_EQ(verified->fields.people, 2u);
  EXPECT_FALSE(verified->log_index.has_value());
}

TEST_F(ReceiptTest, TheCanonicalFormIsSortedAndHasNoBlanks) {
  ReceiptFields fields = Withdrawal();
  fields.receipt_id = std::string(kReceiptIdBytes, '\x01');
  fields.grounds = {};
  EXPECT_EQ(CanonicalReceipt(fields),
            "{\"agencies\":[],\"agency\":\"clinic\",\"agency_name\":\"clinic\","
            "\"call_back_only\":false,\"capacity\":\"\",\"categories\":[],"
            "\"contact\":\"\",\"everybody\":false,"
            "\"excluded_agencies\":[],\"grounds\":[],"
            "\"issued_at\":\"2026-11-18T11:06:40Z\",\"kind\":\"withdrawal\","
            "\"language\":\"en\",\"may_name_place\":false,"
            "\"network\":\"northshire\",\"notice\":\"\",\"only_here\":false,"
            "\"paper_is_safe\":false,\"people\":2,\"purposes\":[],"
            "\"receipt_id\":\"01010101010101010101010101010101\","
            "\"schema\":\"kith-receipt/2\",\"wording\":\"\"}");
}

TEST_F(ReceiptTest, EverythingAgreedToComesBackFromAConsent) {
  ReceiptFields fields = Withdrawal();
  fields.kind = "consent";
  fields.until = absl::FromUnixSeconds(1'796'000'000);
  fields.wording = "consent-wording";
  fields.notice = "We would like to tell others; \"no\" is an answer.\n";
  fields.may_name_place = true;
  fields.call_back_only = true;
  fields.paper_is_safe = true;
  fields.contact = "Early Help hub, 01632 960 100";
  const auto verified = VerifyReceipt(
      SignReceipt(fields, world_.id(), world_.clinic()), *network_);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->fields.notice, fields.notice);
  EXPECT_TRUE(verified->fields.may_name_place);
  EXPECT_TRUE(verified->fields.call_back_only);
  EXPECT_TRUE(verified->fields.paper_is_safe);
  EXPECT_EQ(verified->fields.contact, fields.contact);
}

// docs/spec/receipt.md
TEST(ReceiptExampleTest, TheSpecificationsExampleIsWhatIsSigned) {
  ReceiptFields fields;
  fields.kind = "withdrawal";
  fields.receipt_id = std::string(kReceiptIdBytes, '\xd1');
  fields.network = "northshire";
  fields.agency = "northshire-hv";
  fields.agency_name = "Northshire Community Trust";
  fields.issued_at = absl::FromUnixSeconds(1'795'428'222);
  fields.people = 1;
  fields.grounds = {std::string(16, '\x11')};
  fields.paper_is_safe = true;
  fields.contact = "Early Help hub, 01632 960 100";
  const Hash hash = ReceiptHash(CanonicalReceipt(fields));
  EXPECT_EQ(absl::BytesToHexString(HashView(hash)),
            "4d82b08960d3034ac51adb143ab2a3e7ee7f25b35aebadd29d39ba7cd35cb73c");
  const std::string network_id(32, '\x6e');
  const auto agency =
      Signer::FromSeed(Secret::FromBytes(std::string(32, '\x02')));
  EXPECT_EQ(absl::BytesToHexString(
                agency->Sign(Label::kReceipt, network_id, HashView(hash))),
            "72455150499b4e8afe37be49db68bd07afe076f02a65b1bb83c5e8b79fb4e64e"
            "1edc1874c5e52d4b4399d05d413cff4180409089e10000bf536e42ef35f7ca0d");
  const auto broker =
      Signer::FromSeed(Secret::FromBytes(std::string(32, '\x03')));
  EXPECT_EQ(absl::BytesToHexString(
                broker->Sign(Label::kCountersign, network_id,
                             CountersignedBytes(hash, 14, 0x1a207dc867d))),
            "f263eaa07d4373987a7f17fa7f234e1b6381f4b41e1da074da2c2138304bf417"
            "ad94cc6bfea63eb06aac791ba76c13e628268f8bf3fd01e6dd0f072b93712109");
}

TEST_F(ReceiptTest, ACountersignedReceiptWithItsLogProofHolds) {
  const auto verified = VerifyReceipt(
      Prove(
          Countersign(SignReceipt(Withdrawal(), world_.id(), world_.clinic()))),
      *network_);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->log_index, 1u);
  EXPECT_TRUE(verified->in_log);
}

TEST_F(ReceiptTest, AnAlteredFieldIsFound) {
  const std::string receipt =
      Countersign(SignReceipt(Withdrawal(), world_.id(), world_.clinic()));
  const auto verified = VerifyReceipt(
      absl::StrReplaceAll(receipt, {{"\"people\": 2", "\"people\": 3"}}),
      *network_);
  EXPECT_EQ(verified.status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(std::string(verified.status().message()),
              HasSubstr("the agency's signature"));
}

TEST_F(ReceiptTest, AnotherAgencysSignatureIsFound) {
  EXPECT_EQ(
      VerifyReceipt(SignReceipt(Withdrawal(), world_.id(), world_.school()),
                    *network_)
          .status()
          .code(),
      absl::StatusCode::kUnauthenticated);
}

TEST_F(ReceiptTest, AnotherLogPositionIsFound) {
  const std::string receipt =
      Countersign(SignReceipt(Withdrawal(), world_.id(), world_.clinic()));
  const auto verified = VerifyReceipt(
      absl::StrReplaceAll(receipt, {{"\"log_index\": 1", "\"log_index\": 2"}}),
      *network_);
  EXPECT_THAT(std::string(verified.status().message()),
              HasSubstr("the centre's countersignature"));
}

TEST_F(ReceiptTest, AProofOfAnotherEntryIsFound) {
  const std::string receipt =
      Prove(SignReceipt(Withdrawal(), world_.id(), world_.clinic()));
  EXPECT_THAT(std::string(VerifyReceipt(receipt, *network_).status().message()),
              HasSubstr("the log entry"));
}

TEST_F(ReceiptTest, AReceiptOfAnotherNetworkIsRefused) {
  ReceiptFields fields = Withdrawal();
  fields.network = "southshire";
  EXPECT_EQ(VerifyReceipt(SignReceipt(fields, world_.id(), world_.clinic()),
                          *network_)
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(ReceiptTest, WhatIsNoReceiptIsSaidToBeNone) {
  for (const char* text : {"", "[]", "{\"receipt\": 3}", "{\"receipt\": {}}",
                           "{\"receipt\": {\"schema\": \"kith-receipt/1\"}}"}) {
    EXPECT_EQ(VerifyReceipt(text, *network_).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST_F(ReceiptTest, AConsentKeepsWhoMayBeTold) {
  ReceiptFields fields = Withdrawal();
  fields.kind = "consent";
  fields.categories = {"health"};
  fields.purposes = {"considering-referral"};
  fields.until = fields.issued_at + absl::Hours(24);
  fields.wording = "leaflet 3 \"plain\" \xc3\xa9";
  const auto verified = VerifyReceipt(
      SignReceipt(fields, world_.id(), world_.clinic()), *network_);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->fields.categories, fields.categories);
  EXPECT_EQ(verified->fields.until, fields.until);
  EXPECT_EQ(verified->fields.wording, fields.wording);
}

}  // namespace
}  // namespace kith::agent

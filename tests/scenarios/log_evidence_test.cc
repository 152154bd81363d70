// SPDX-License-Identifier: Apache-2.0
// The evidence of an ordinary day holds; whatever is changed in it or taken
// out of it is found, by the command a data protection officer runs.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "agent/relay/grpc_centre.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/kith/files.h"
#include "keys/hash.h"
#include "keys/network/network.h"
#include "keys/oprf/voprf.h"
#include "keys/signer.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/note.h"
#include "keys/tls/credentials.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kHolds = 0;
constexpr int kFindings = 1;
constexpr int kCannotVerify = 2;
constexpr char kKeyHolder[] = "keyholder/keyholder-1";
constexpr std::size_t kMostBytes = 16 << 20;
constexpr std::size_t kEntryBytes = 2 + tlog::kLeafBytes;

const Somebody kSami{"Sami", "Amarinth", "2021-03-14", ""};
const Somebody kNobody{"Rowan", "Thornquill", "2018-09-05", ""};

class LogEvidenceTest : public ScenarioTest {
 protected:
  // A day: somebody is published and asked about, and somebody nobody knows.
  void SetUp() override {
    Start({kSchool, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kSami}});
    EXPECT_EQ(Outcome(kSami), "answered: involved(northshire-early-help)");
    EXPECT_EQ(Outcome(kNobody), "answered: none");
    evidence_ = network().folder("evidence");
    const Ended exported = Kith({"audit", "export", "--out", evidence_,
                                 "--agent-dir", network().folder(kSchool)});
    ASSERT_EQ(exported.exit, 0) << exported.output;
  }

  Ended Verify(const std::string& folder) {
    return Kith({"audit", "verify", folder});
  }
  // Verifies a copy of the evidence in which one file was changed.
  template <typename Change>
  Ended VerifyWith(const std::string& file, const Change& change) {
    const std::string copy =
        network().folder(absl::StrCat("evidence-", ++copies_));
    std::filesystem::copy(evidence_, copy,
                          std::filesystem::copy_options::recursive);
    std::string bytes =
        Must(deploy::ReadFile(absl::StrCat(copy, "/", file), kMostBytes));
    change(bytes);
    Must(deploy::ReplaceFile(absl::StrCat(copy, "/", file), bytes,
                             deploy::Readers::kOwner));
    return Verify(copy);
  }

  // The only bundle of a log that is short.
  std::string BundleOf(const std::string& log) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             absl::StrCat(evidence_, "/", log, "/tile/entries"))) {
      if (entry.is_regular_file()) {
        return std::filesystem::relative(entry.path(), evidence_);
      }
    }
    ADD_FAILURE() << "no bundle";
    return "";
  }

  // That the agency's log says what became of an answer.
  bool IsProved(const std::string& agency) {
    const auto evidence = EvidenceOf(agency);
    return std::any_of(evidence.agent.openings.begin(),
                       evidence.agent.openings.end(), [](const auto& one) {
                         log::v1::Opening opening;
                         return opening.ParseFromString(one.opening()) &&
                                opening.event() == log::v1::EVENT_PROVED;
                       });
  }
  Ended VerifyBySecond(const std::string& folder) {
    return RunProgram(
        {"/usr/bin/env", "python3",
         absl::StrCat(KITH_SOURCE, "/deploy/verify/verify_kith.py"), folder});
  }
  Ended Export(const std::string& folder) {
    return Kith({"audit", "export", "--out", folder, "--agent-dir",
                 network().folder(kSchool)});
  }

  std::string evidence_;
  int copies_ = 0;
};

TEST_F(LogEvidenceTest, HoldsAfterAnOrdinaryDayAtBothAgencies) {
  const Ended asker = Verify(evidence_);
  EXPECT_EQ(asker.exit, kHolds) << asker.output;
  EXPECT_TRUE(Eventually([&] { return IsProved(kEarlyHelp); }));
  const std::string other = network().folder("evidence-of-the-holder");
  ASSERT_EQ(Kith({"audit", "export", "--out", other, "--agent-dir",
                  network().folder(kEarlyHelp)})
                .exit,
            0);
  const Ended holder = Verify(other);
  EXPECT_EQ(holder.exit, kHolds) << holder.output;
  EXPECT_THAT(holder.output,
              HasSubstr("Questions that opened here: 1. Proved by the "
                        "broker: 1."));
  const Ended second = VerifyBySecond(other);
  EXPECT_EQ(second.exit, kHolds) << second.output;
  EXPECT_THAT(second.output, HasSubstr("1, 1 proved to be released"));
}

// Each keeps what it was shown; the holder's evidence follows from the asker's.
TEST_F(LogEvidenceTest, AMirrorGrowsFromTheAgentAndFromAnyAgencysEvidence) {
  const std::string mirror = network().folder("mirror");
  const auto take = [&](const std::vector<std::string>& from) {
    std::vector<std::string> words = {"audit", "mirror", mirror};
    words.insert(words.end(), from.begin(), from.end());
    return Kith(words);
  };
  const std::vector<std::string> agent = {"--agent-dir",
                                          network().folder(kSchool)};
  const Ended begun = take({"--from", evidence_});
  EXPECT_EQ(begun.exit, kHolds) << begun.output;
  EXPECT_EQ(Outcome(kNobody), "answered: none");
  const Ended grown = take(agent);
  EXPECT_EQ(grown.exit, kHolds) << grown.output;
  EXPECT_THAT(grown.output, HasSubstr("FOLLOWS"));
  EXPECT_FALSE(std::filesystem::exists(absl::StrCat(mirror, ".incoming")));
  EXPECT_EQ(take({"--from", evidence_}).exit, kHolds) << "of an earlier day";
  // The second verifier compares two folders in the same way.
  const std::string other = network().folder("evidence-to-compare");
  ASSERT_EQ(Kith({"audit", "export", "--out", other, "--agent-dir",
                  network().folder(kEarlyHelp)})
                .exit,
            0);
  const Ended compared =
      RunProgram({"/usr/bin/env", "python3",
                  absl::StrCat(KITH_SOURCE, "/deploy/verify/verify_kith.py"),
                  evidence_, "--against", other});
  EXPECT_EQ(compared.exit, kHolds) << compared.output;
}

// While the broker runs, and while it did not: nothing is noted of either.
TEST_F(LogEvidenceTest, AnotherNetworkFileIsSaidToEachAgency) {
  const auto in_force = [&](const std::string& who) {
    return Must(Network::Load(network().folder(who) + "/network.kith"))->hash();
  };
  for (const bool runs : {true, false}) {
    if (!runs) network().KillBroker();
    ASSERT_EQ(
        Kith({"network", "allow", "--network-dir", network().folder("network"),
              "--role", runs ? "practitioner=40" : "practitioner=50"})
            .exit,
        0);
    if (!runs) Must(network().StartBroker());
    ASSERT_TRUE(Eventually([&] {
      return in_force("network/broker") == in_force(kSchool) &&
             Outcome(kNobody) == "answered: none";
    }));
  }
  for (const char* agency : {kSchool, kEarlyHelp}) {
    const std::string folder =
        network().folder(absl::StrCat("evidence-of-", agency));
    ASSERT_EQ(Kith({"audit", "export", "--out", folder, "--agent-dir",
                    network().folder(agency)})
                  .exit,
              0);
    const Ended first = Verify(folder);
    EXPECT_EQ(first.exit, kHolds) << first.output;
    EXPECT_THAT(first.output, Not(HasSubstr("another network file")));
    const Ended second = RunProgram(
        {"/usr/bin/env", "python3",
         absl::StrCat(KITH_SOURCE, "/deploy/verify/verify_kith.py"), folder});
    EXPECT_EQ(second.exit, kHolds) << second.output;
    EXPECT_THAT(second.output, Not(HasSubstr("another network file")));
    int said = 0;
    for (const auto& leaf :
         Must(deploy::ReadEvidence(folder)).broker.openings) {
      log::v1::Opening opening;
      EXPECT_TRUE(opening.ParseFromString(leaf.opening()));
      said += opening.event() == log::v1::EVENT_MEMBERSHIP ? 1 : 0;
    }
    EXPECT_EQ(said, 2) << agency;
  }
}

// Somebody has a copy of the school's certificate and key.
TEST_F(LogEvidenceTest, WhatSomebodyElseEvaluatesWithTheAgencysKeyIsFound) {
  const std::string home = network().folder(kSchool);
  const auto file = Must(Network::Load(home + "/network.kith"));
  auto tls = ReadTlsFiles(file->file().authority_pem(),
                          home + "/certificate.pem", home + "/tls.key");
  ASSERT_TRUE(tls.ok()) << tls.status();
  const auto key_holder = agent::MakeKeyHolder(
      agent::DialKeyHolder(*file, file->file().key_holders(0), *tls));
  evaluate::v1::EvaluateRequest request;
  request.set_allowance(evaluate::v1::EvaluateRequest::ALLOWANCE_ASK);
  request.set_epoch(file->file().epochs(0).number());
  std::string blinded;
  for (int i = 0; i < 16; ++i) blinded += oprf::RandomElement(random_);
  request.set_blinded(blinded);
  EXPECT_EQ(key_holder->Evaluate(request, absl::Seconds(10)).status().code(),
            absl::StatusCode::kInvalidArgument)
      << "without a request id";
  request.set_request_id(random_.Bytes(16));
  Must(key_holder->Evaluate(request, absl::Seconds(10)).status());

  const std::string stolen = network().folder("evidence-stolen");
  ASSERT_EQ(Export(stolen).exit, 0);
  for (const Ended& verified : {Verify(stolen), VerifyBySecond(stolen)}) {
    EXPECT_EQ(verified.exit, kFindings) << verified.output;
    // However its lines are broken.
    EXPECT_THAT(absl::StrJoin(absl::StrSplit(verified.output,
                                             absl::ByAnyChar(" \n"),
                                             absl::SkipEmpty()),
                              " "),
                HasSubstr("evaluated 16 elements on"));
  }
  // Of an ordinary day, nothing.
  EXPECT_EQ(VerifyBySecond(evidence_).exit, kHolds);
}

TEST_F(LogEvidenceTest, WithoutTheKeyHolderThereIsNoEvidence) {
  network().Kill("keyholder");
  const Ended exported = Export(network().folder("evidence-without"));
  EXPECT_NE(exported.exit, 0);
  EXPECT_THAT(exported.output, HasSubstr(kKeyHolder));
  EXPECT_THAT(exported.output, HasSubstr("its log cannot be read"));
  std::filesystem::remove_all(absl::StrCat(evidence_, "/", kKeyHolder));
  std::filesystem::remove(evidence_ + "/keyholder");
  EXPECT_EQ(Verify(evidence_).exit, kCannotVerify);
  EXPECT_EQ(VerifyBySecond(evidence_).exit, kCannotVerify);
}

// deploy/verify shares nothing with the command but docs/spec.
TEST_F(LogEvidenceTest, ASecondVerifierAgreesOnWhatHoldsAndOnEveryMutant) {
  EXPECT_TRUE(Eventually([&] { return IsProved(kEarlyHelp); }));
  const std::string other = network().folder("evidence-of-the-other");
  ASSERT_EQ(Kith({"audit", "export", "--out", other, "--agent-dir",
                  network().folder(kEarlyHelp)})
                .exit,
            0);
  const Ended both = RunProgram(
      {"/usr/bin/env", "python3",
       absl::StrCat(KITH_SOURCE, "/tests/evidence/mutate_evidence.py"),
       evidence_, other, absl::StrCat(KITH_PROGRAMS, "/kith"), "--flips",
       IsLongRun() ? "10000" : "120", "--each", IsLongRun() ? "1000" : "12"});
  EXPECT_EQ(both.exit, 0);
  std::cout << both.output;
  // The holder's has PROVED in it. What its broker openings end with, no
  // other entry refers to: only bits are flipped.
  const Ended of_holder = RunProgram(
      {"/usr/bin/env", "python3",
       absl::StrCat(KITH_SOURCE, "/tests/evidence/mutate_evidence.py"), other,
       evidence_, absl::StrCat(KITH_PROGRAMS, "/kith"), "--flips",
       IsLongRun() ? "10000" : "200", "--each", "0"});
  EXPECT_EQ(of_holder.exit, 0);
  std::cout << of_holder.output;
}

// tests/evidence/verify_tlog.go: what others wrote for logs of their own.
class LogOfOthersTest : public LogEvidenceTest {
 protected:
  void SetUp() override {
    LogEvidenceTest::SetUp();
    if (HasFatalFailure()) return;
    program_ = absl::StrCat(KITH_PROGRAMS, "/../scenarios/verify_tlog");
    const Ended built = RunProgram(
        {absl::StrCat(KITH_SOURCE, "/tests/evidence/build_verify_tlog"),
         program_});
    ASSERT_EQ(built.exit, 0) << built.output;
    const auto network = Must(Network::Load(evidence_ + "/network.kith"));
    const auto& file = network->file();
    const std::string& origin = file.broker().log_origin();
    keys_["broker"] = VerifierKey(origin, file.broker().log_key());
    keys_[kKeyHolder] = VerifierKey(absl::StrCat(origin, "/", kKeyHolder),
                                    file.key_holders(0).log_key());
    keys_["agent"] = VerifierKey(absl::StrCat(origin, "/agency/", kSchool),
                                 network->FindAgency(kSchool)->log_key());
  }

  // As C2SP signed-note writes an Ed25519 key.
  static std::string VerifierKey(const std::string& name,
                                 const std::string& public_key) {
    const std::string typed = absl::StrCat("\x01", public_key);
    const Hash id = Sha256({name, "\n", typed});
    return absl::StrCat(name, "+",
                        absl::BytesToHexString(HashView(id).substr(0, 4)), "+",
                        absl::Base64Escape(typed));
  }

  Ended VerifyTlog(const std::string& log, const std::string& evidence,
                   const std::vector<std::string>& before = {},
                   const std::vector<std::string>& after = {}) {
    std::vector<std::string> program = {program_};
    program.insert(program.end(), before.begin(), before.end());
    program.insert(program.end(), {keys_[log], evidence + "/" + log});
    program.insert(program.end(), after.begin(), after.end());
    return RunProgram(program);
  }

  std::string program_;
  std::map<std::string, std::string> keys_;
};

TEST_F(LogOfOthersTest, AnothersLibraryProvesEveryLeafAndFindsEveryFlippedBit) {
  for (const char* log : {"broker", "agent", kKeyHolder}) {
    const Ended checked = VerifyTlog(log, evidence_, {"-flips"});
    EXPECT_EQ(checked.exit, 0) << log << ": " << checked.output;
    EXPECT_THAT(checked.output, HasSubstr("flipped bits were each found"));
    std::cout << log << ": " << checked.output;
  }
}

TEST_F(LogOfOthersTest, AnothersLibraryProvesThatALaterLogBeginsWithThis) {
  EXPECT_EQ(Outcome(kNobody), "answered: none");
  const std::string later = network().folder("evidence-later");
  ASSERT_EQ(Kith({"audit", "export", "--out", later, "--agent-dir",
                  network().folder(kSchool)})
                .exit,
            0);
  for (const std::string log : {"broker", "agent", kKeyHolder}) {
    const Ended grown =
        VerifyTlog(log, later, {}, {absl::StrCat(evidence_, "/", log)});
    EXPECT_EQ(grown.exit, 0) << log << ": " << grown.output;
    // The other way round it has lost entries.
    const Ended shrunk =
        VerifyTlog(log, evidence_, {}, {absl::StrCat(later, "/", log)});
    EXPECT_EQ(shrunk.exit, 1) << log << ": " << shrunk.output;
  }
}

TEST_F(LogOfOthersTest, AnothersLibraryTakesTheProofOfOneEntry) {
  for (const std::string log : {"broker", "agent"}) {
    const std::string file = network().folder(log + ".tlog-proof");
    const Ended made = Kith({"audit", "proof", evidence_, "--log", log,
                             "--entry", "1", "--out", file});
    ASSERT_EQ(made.exit, kHolds) << made.output;
    const auto theirs = [&] {
      return RunProgram({program_, "-proof", keys_[log],
                         absl::StrCat(evidence_, "/", log), file});
    };
    const auto ours = [&] {
      return Kith({"audit", "verify-proof", file, "--network",
                   evidence_ + "/network.kith"});
    };
    const Ended read = theirs();
    EXPECT_EQ(read.exit, 0) << read.output;
    EXPECT_THAT(read.output, HasSubstr("entry 1 is in the log"));
    const Ended said = ours();
    EXPECT_EQ(said.exit, kHolds) << said.output;
    EXPECT_THAT(said.output, HasSubstr("Entry 1 of the "));
    // The same path for another place.
    std::string changed = Must(deploy::ReadFile(file, kMostBytes));
    changed.replace(changed.find("\nindex 1\n"), 9, "\nindex 0\n");
    Must(deploy::ReplaceFile(file, changed, deploy::Readers::kOwner));
    EXPECT_EQ(theirs().exit, 1);
    EXPECT_EQ(ours().exit, kFindings);
  }
}

TEST_F(LogOfOthersTest, AnothersLibraryTakesNoOtherKeyAndNoChangedFile) {
  std::swap(keys_["broker"], keys_["agent"]);
  EXPECT_EQ(VerifyTlog("broker", evidence_).exit, 1);
  std::swap(keys_["broker"], keys_["agent"]);
  for (const std::string& file :
       {std::string("broker/checkpoint"), BundleOf("broker"),
        BundleOf("broker").replace(BundleOf("broker").find("entries"), 7,
                                   "0")}) {
    const std::string path = absl::StrCat(evidence_, "/", file);
    const std::string kept = Must(deploy::ReadFile(path, kMostBytes));
    std::string changed = kept;
    changed[10] ^= 4;
    Must(deploy::ReplaceFile(path, changed, deploy::Readers::kOwner));
    EXPECT_EQ(VerifyTlog("broker", evidence_).exit, 1) << file;
    Must(deploy::ReplaceFile(path, kept, deploy::Readers::kOwner));
    EXPECT_EQ(VerifyTlog("broker", evidence_).exit, 0) << file;
  }
  // A tile that is none of the log's.
  Must(deploy::ReplaceFile(evidence_ + "/broker/tile/0/001", "x",
                           deploy::Readers::kOwner));
  EXPECT_EQ(VerifyTlog("broker", evidence_).exit, 1);
}

// Full tiles, partial ones and two levels; in a long run three.
TEST_F(LogOfOthersTest, AnothersLibraryReadsTilesOfEveryLevel) {
  const std::size_t size = IsLongRun() ? 65'536 + 257 : 700;
  const Signer signer = Signer::Generate(random_);
  const std::string folder = network().folder("tall");
  auto made = deploy::LogFolderWriter::Make(folder + "/broker");
  ASSERT_TRUE(made.ok()) << made.status();
  deploy::LogFolderWriter& writer = *made;
  for (std::size_t i = 0; i < size; ++i) {
    Must(writer.AddLeaves(tlog::LeafBytes({.index = i})));
  }
  const tlog::Checkpoint checkpoint{
      .origin = "kith.example/tall", .size = size, .root = writer.Root()};
  Must(writer.Finish(tlog::SignNote(tlog::CheckpointText(checkpoint),
                                    checkpoint.origin, signer)));
  keys_["broker"] = VerifierKey(checkpoint.origin, signer.public_key());
  const Ended checked = VerifyTlog("broker", folder);
  EXPECT_EQ(checked.exit, 0) << checked.output;
  EXPECT_THAT(checked.output, HasSubstr(absl::StrCat(size, " leaves")));
  if (IsLongRun()) return;
  // The tile above all others: the root of the first one below it.
  const std::string top = folder + "/broker/tile/1/000.p/2";
  std::string changed = Must(deploy::ReadFile(top, kMostBytes));
  changed[0] ^= 1;
  Must(deploy::ReplaceFile(top, changed, deploy::Readers::kOwner));
  EXPECT_EQ(VerifyTlog("broker", folder).exit, 1);
}

TEST_F(LogEvidenceTest, AFlippedByteIsFoundWhereverItIs) {
  for (const char* log : {"broker", "agent", kKeyHolder}) {
    const std::string file = BundleOf(log);
    const std::size_t size = std::filesystem::file_size(evidence_ + "/" + file);
    // Every part of a leaf, in every leaf.
    for (std::size_t at = 0; at < size; at += 31) {
      const Ended changed =
          VerifyWith(file, [&](std::string& bytes) { bytes[at] ^= 1; });
      // The length in front of an entry makes it unreadable.
      const bool of_entry = at % kEntryBytes >= 2;
      EXPECT_EQ(changed.exit, of_entry ? kFindings : kCannotVerify)
          << file << " " << at;
    }
  }
}

TEST_F(LogEvidenceTest, ARemovedEntryIsFoundWhereverItWas) {
  for (const char* log : {"broker", "agent", kKeyHolder}) {
    const std::string file = BundleOf(log);
    const std::size_t entries =
        std::filesystem::file_size(evidence_ + "/" + file) / kEntryBytes;
    ASSERT_GE(entries, 3u);
    for (const std::size_t entry : {std::size_t{0}, entries / 2, entries - 1}) {
      const Ended changed = VerifyWith(file, [&](std::string& bytes) {
        bytes.erase(entry * kEntryBytes, kEntryBytes);
      });
      EXPECT_EQ(changed.exit, kFindings) << file << " " << entry;
      EXPECT_THAT(changed.output, HasSubstr("removed"));
    }
  }
}

TEST_F(LogEvidenceTest, ARemovedOpeningIsFound) {
  for (const char* log : {"broker", "agent", kKeyHolder}) {
    const Ended changed =
        VerifyWith(absl::StrCat(log, "/openings"), [](std::string& bytes) {
          const auto length = static_cast<unsigned char>(bytes[2]) * 256 +
                              static_cast<unsigned char>(bytes[3]);
          bytes.erase(0, static_cast<std::size_t>(4 + length));
        });
    EXPECT_EQ(changed.exit, kFindings);
    EXPECT_THAT(changed.output, HasSubstr("missing"));
  }
}

TEST_F(LogEvidenceTest, EvidenceThatBreaksOffCannotBeVerified) {
  const Ended cut = VerifyWith(BundleOf("broker"),
                               [](std::string& bytes) { bytes.pop_back(); });
  EXPECT_EQ(cut.exit, kCannotVerify);
  std::filesystem::remove(evidence_ + "/" + BundleOf("agent"));
  EXPECT_EQ(Verify(evidence_).exit, kCannotVerify);
}

}  // namespace
}  // namespace kith::tests

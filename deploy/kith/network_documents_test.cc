// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "deploy/kith/agency_add.h"
#include "deploy/kith/document_values.h"
#include "deploy/kith/enrol.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_init.h"
#include "deploy/kith/network_signing.h"
#include "keys/network/network.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kAgreement[] = "data-sharing-agreement.md";
constexpr char kNotice[] = "family-notice.md";
constexpr char kShort[] = "family-notice-short.md";
constexpr char kDpia[] = "dpia.md";

class NetworkDocumentsTest : public testing::Test {
 protected:
  NetworkDocumentsTest()
      : root_(fs::temp_directory_path() /
              absl::StrCat("kith-documents-", getpid(), "-",
                           random_.Below(1u << 30))) {
    fs::create_directories(root_);
  }
  ~NetworkDocumentsTest() override { fs::remove_all(root_); }

  std::string At(const std::string& path) const { return root_ / path; }
  std::string Read(const std::string& path) const {
    const auto text = ReadFile(At(path), 1 << 22);
    return text.ok() ? *text : std::string(text.status().message());
  }
  std::string Document(const std::string& name) const {
    return Read("documents/" + name);
  }
  std::shared_ptr<const Network> Loaded() const {
    return *Network::Load(At("net/administrator/network.kith"));
  }

  void Init(const std::string& sample) {
    InitOptions options;
    options.sample = sample;
    options.dir = At("net");
    options.keyholder_name = "Wexcombe University";
    options.operated_by = "northshire-council";
    options.desk_agency = "northshire-council";
    ASSERT_TRUE(InitNetwork(options, now_, random_).ok());
  }
  void Add(AddAgencyOptions agency, const std::string& id) {
    ASSERT_TRUE(Enrol(id, At(id), now_, random_).ok());
    agency.network_dir = At("net");
    agency.request_file = At(id + "/request.kith");
    agency.out = At(id);
    const absl::Status added = AddAgency(agency, now_, random_).status();
    ASSERT_TRUE(added.ok()) << added;
  }
  void MakeNorthshire() {
    Init("england");
    Add({.name = "Hillview Primary",
         .category = "education",
         .card = {.about = "teaches children from four to eleven"}},
        "hillview-primary");
    Add({.name = "Northshire Council", .category = "local-authority"},
        "northshire-council");
    Add({.name = "Harbour House",
         .category = "charity",
         .touch_gateway = "domestic-abuse-act-2021-s57",
         .sensitive = true},
        "harbour-house");
  }
  // The network file with something else in it, signed.
  template <typename Change>
  void Amend(const Change& change) {
    const auto administrator = *Administrator::Load(At("net/administrator"));
    network::v1::NetworkFile file = NextVersion(*Loaded(), now_);
    change(file);
    const auto signed_file = SignNetworkFile(file, administrator);
    ASSERT_TRUE(signed_file.ok()) << signed_file.status();
    ASSERT_TRUE(ReplaceCopies(At("net"), *signed_file).ok());
  }

  DocumentOptions Options() const {
    return {.network_file = At("net/administrator/network.kith"),
            .out = At("documents")};
  }
  absl::Status Write() { return WriteDocuments(Options()).status(); }

  SystemRandom random_;
  const fs::path root_;
  const absl::Time now_ = absl::FromUnixSeconds(1'795'000'000);
};

// What the file says stands here a second time, so that a value that is left
// out of a template, or of the values, is missed.
TEST_F(NetworkDocumentsTest, EverythingTheNetworkFileSaysStandsWhereItBelongs) {
  MakeNorthshire();
  ASSERT_TRUE(Write().ok());
  const auto network = Loaded();
  const network::v1::NetworkFile& file = network->file();
  const std::string hash = absl::BytesToHexString(HashView(network->hash()));
  for (const char* name : {kAgreement, kDpia}) {
    const std::string text = Document(name);
    for (const auto& basis : file.legal_bases()) {
      EXPECT_THAT(text, HasSubstr(basis.label())) << name;
    }
    for (const auto& gateway : file.gateways()) {
      EXPECT_THAT(text, HasSubstr(gateway.label())) << name;
    }
    for (const auto& scheme : file.identifier_schemes()) {
      EXPECT_THAT(text, HasSubstr(absl::StrCat(scheme.label(), ": ",
                                               scheme.legal_reference())))
          << name;
    }
    EXPECT_THAT(
        text,
        AllOf(HasSubstr(hash), HasSubstr("version 4"),
              HasSubstr("18 November 2026"), HasSubstr("6 years (2,190"),
              HasSubstr("broker's log: 90 days"),
              HasSubstr("received: 28 days"), HasSubstr("rejected: 14 days"),
              HasSubstr("Backups: 35 days"), HasSubstr("EH-07"),
              HasSubstr("as front-door: 400 people a day"),
              HasSubstr("in lists: 60 people a day"),
              HasSubstr("only Schools, colleges and nurseries"),
              HasSubstr("At least one other agency must")))
        << name;
    EXPECT_THAT(text, HasSubstr("- administrator: [to be filled in: ")) << name;
    EXPECT_THAT(text, HasSubstr("For **Harbour House**: [to be filled in"))
        << name;
  }
  EXPECT_THAT(Document(kAgreement),
              AllOf(HasSubstr("- Health services"),
                    HasSubstr("**Northshire Council** operates the broker"),
                    HasSubstr("People of the desk: Northshire Council"),
                    HasSubstr("keeps its own log for 6 years")));
  EXPECT_THAT(Document(kDpia),
              HasSubstr("Broker's operator: **Northshire Council**"));
  for (const char* name : {kAgreement, kDpia}) {
    EXPECT_THAT(Document(name),
                HasSubstr("Early Help hub, 01632 960 100, Mon-Fri 8-6"));
  }
}

TEST_F(NetworkDocumentsTest, AFamilyReadsWhoTakesPartWhyAndWhomToRing) {
  MakeNorthshire();
  ASSERT_TRUE(Write().ok());
  for (const char* name : {kAgreement, kNotice, kDpia}) {
    EXPECT_THAT(
        Document(name),
        AllOf(HasSubstr("northshire"), HasSubstr("Northshire"),
              HasSubstr("- **Hillview Primary** (Schools, colleges and "
                        "nurseries): teaches children from four to eleven"),
              HasSubstr("- **Harbour House** (Charities and community groups). "
                        "A sensitive service"),
              HasSubstr("**Wexcombe University** (keyholder-1)"),
              HasSubstr("- **Harbour House**: Domestic Abuse Act 2021 s.57"),
              HasSubstr("\n- Harbour House\n")))
        << name;
    EXPECT_THAT(Document(name), HasSubstr("- thinking about a referral"));
    EXPECT_THAT(Document(name), HasSubstr("TEST network"));
    EXPECT_THAT(Document(name), HasSubstr("en, checked by its authors: We "
                                          "would like to tell"));
    EXPECT_THAT(Document(name), HasSubstr("cy, **draft: nobody has checked"));
  }
  EXPECT_THAT(
      Document(kShort),
      AllOf(HasSubstr("- Hillview Primary\n"), HasSubstr("northshire"),
            HasSubstr("Early Help hub: 01632 960 100"), HasSubstr("ring 999")));
  EXPECT_THAT(Document(kNotice),
              AllOf(HasSubstr("ring 999"), HasSubstr("asked: 6 years"),
                    HasSubstr("run by: Northshire Council"),
                    HasSubstr("Early Help hub on 01632 960 100 (Mon-Fri 8-6)"),
                    HasSubstr("and why: 90 days"), HasSubstr("given: 28 days"),
                    HasSubstr("wrong: 14 days"), HasSubstr("breaks: 35 days")));
}

TEST_F(NetworkDocumentsTest, APurposeThatTheRulesNeverAllowIsSaidToBeRefused) {
  MakeNorthshire();
  ASSERT_TRUE(Write().ok());
  for (const char* name : {kAgreement, kNotice, kDpia}) {
    const std::string text = Document(name);
    const std::size_t refused = text.find("- allocating a tenancy\n");
    ASSERT_NE(refused, std::string::npos) << name;
    EXPECT_GT(refused, text.find("- thinking about a referral")) << name;
    EXPECT_EQ(text.find("allocating a tenancy ("), std::string::npos) << name;
  }
  EXPECT_THAT(Document(kDpia),
              HasSubstr("- worried about a child (the family agreed; "
                        "safeguarding, not urgent; urgent access)"));
}

TEST_F(NetworkDocumentsTest, EveryValueIsUsedBySomeTemplate) {
  MakeNorthshire();
  const auto values = DocumentValuesOf(*Loaded());
  ASSERT_TRUE(values.ok());
  std::string templates;
  for (const char* name : kDocuments) {
    templates += *ReadFile(In(KITH_DOCUMENTS_DIR, name), 1 << 20);
  }
  for (const auto& [name, value] : *values) {
    EXPECT_THAT(templates, HasSubstr(absl::StrCat("{{", name, "}}")));
    EXPECT_FALSE(value.text.empty()) << name;
  }
}

TEST_F(NetworkDocumentsTest, WhatTheNetworkFileCannotKnowStaysVisible) {
  MakeNorthshire();
  Amend([](network::v1::NetworkFile& file) {
    file.mutable_broker()->clear_operated_by();
    file.mutable_key_holders(0)->set_name(InitOptions().keyholder_name);
    file.set_quorum(0);
  });
  const auto written = WriteDocuments(Options());
  ASSERT_TRUE(written.ok()) << written.status();
  ASSERT_EQ(written->size(), std::size(kDocuments));
  EXPECT_GT((*written)[0].to_be_filled_in, 20u);
  EXPECT_THAT(
      Document(kAgreement),
      AllOf(HasSubstr("No other agency has to witness"),
            HasSubstr("[to be filled in: the organisation that operates "
                      "the broker at 127.0.0.1:7443]"),
            HasSubstr("[to be filled in: the organisation that runs "
                      "keyholder-1]")));
  EXPECT_THAT(Document(kNotice),
              HasSubstr("**Hillview Primary**: [to be filled in: data "
                        "protection officer of Hillview Primary"));
}

TEST_F(NetworkDocumentsTest, JerseysHaveJerseysWordsAndNoBraces) {
  Init("jersey");
  Add({.name = "Les Mielles School", .category = "education"}, "les-mielles");
  const absl::Status status = Write();
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(Document(kDpia), HasSubstr("Data Protection (Jersey) Law 2018"));
  for (const char* name : kDocuments) {
    EXPECT_THAT(Document(name), Not(HasSubstr("{{"))) << name;
  }
}

TEST_F(NetworkDocumentsTest, AMissingValueWritesNothingAndNamesTheLine) {
  Init("england");
  const absl::Status no_agencies = Write();
  EXPECT_THAT(std::string(no_agencies.message()),
              AllOf(HasSubstr("data-sharing-agreement.md, line "),
                    HasSubstr("{{agencies}}"), HasSubstr("kith agency add")));
  Add({.name = "Hillview Primary", .category = "education"}, "hillview");
  Amend([](network::v1::NetworkFile& file) {
    file.mutable_retention()->clear_backups();
  });
  EXPECT_THAT(std::string(Write().message()),
              AllOf(HasSubstr(", line "), HasSubstr("{{retention")));
  EXPECT_FALSE(FileExists(At("documents")));
}

TEST_F(NetworkDocumentsTest, AWrongTemplateWritesNothing) {
  MakeNorthshire();
  fs::copy(KITH_DOCUMENTS_DIR, At("own"));
  DocumentOptions options = Options();
  options.templates = At("own");
  // The last of them, so that the others could have been written.
  ASSERT_TRUE(
      ReplaceFile(At("own/dpia.md"), "one\n{{parish}}\n", Readers::kEverybody)
          .ok());
  EXPECT_THAT(std::string(WriteDocuments(options).status().message()),
              HasSubstr("dpia.md, line 2: unknown placeholder `{{parish}}`"));
  fs::remove(At("own/dpia.md"));
  EXPECT_EQ(WriteDocuments(options).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_FALSE(FileExists(At("documents")));
}

TEST_F(NetworkDocumentsTest, WhatIsThereIsLeftAloneUnlessTold) {
  MakeNorthshire();
  fs::create_directories(At("documents"));
  ASSERT_TRUE(ReplaceFile(At("documents/dpia.md"), "three weeks of work",
                          Readers::kEverybody)
                  .ok());
  EXPECT_THAT(std::string(Write().message()),
              AllOf(HasSubstr("documents/dpia.md"), HasSubstr("--replace")));
  EXPECT_EQ(Document(kDpia), "three weeks of work");
  EXPECT_FALSE(FileExists(At("documents/family-notice.md")));
  DocumentOptions options = Options();
  options.replace = true;
  ASSERT_TRUE(WriteDocuments(options).ok());
  EXPECT_THAT(Document(kDpia), HasSubstr("northshire"));
  int files = 0;
  for (const auto& entry : fs::directory_iterator(At("documents"))) {
    files += entry.is_regular_file() ? 1 : 0;
  }
  EXPECT_EQ(files, 4);
}

TEST_F(NetworkDocumentsTest, AFileInTheWayIsLeftAlone) {
  MakeNorthshire();
  const std::string theirs = At("documents/dpia.md.being-written");
  fs::create_directories(At("documents"));
  ASSERT_TRUE(ReplaceFile(theirs, "my own words", Readers::kOwner).ok());
  EXPECT_FALSE(Write().ok());
  EXPECT_EQ(ReadFile(theirs, 1 << 10).value(), "my own words");
}

TEST_F(NetworkDocumentsTest, WhenOneCannotBeWrittenNoneIsPutInPlace) {
  MakeNorthshire();
  // Where the last one waits until all are written there is a folder.
  fs::create_directories(At("documents/dpia.md.being-written.new/in-the-way"));
  EXPECT_FALSE(Write().ok());
  for (const char* name : kDocuments) {
    EXPECT_FALSE(FileExists(At(absl::StrCat("documents/", name)))) << name;
    EXPECT_FALSE(
        FileExists(At(absl::StrCat("documents/", name, ".being-written"))));
  }
}

TEST_F(NetworkDocumentsTest, AnAlteredNetworkFileIsNotWrittenFrom) {
  MakeNorthshire();
  std::string bytes = Read("net/administrator/network.kith");
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(
      ReplaceFile(At("net/administrator/network.kith"), bytes, Readers::kOwner)
          .ok());
  EXPECT_FALSE(Write().ok());
  EXPECT_FALSE(FileExists(At("documents")));
}

}  // namespace
}  // namespace kith::deploy

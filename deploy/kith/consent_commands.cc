// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "agent/receipts/receipt.h"
#include "agent/receipts/receipt_page.h"
#include "deploy/kith/agreement_commands.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/files.h"
#include "deploy/kith/json.h"
#include "deploy/kith/people.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxReceiptBytes = 1 << 20;
constexpr char kPendingReceipt[] =
    "The centre has NOT YET countersigned the receipt. Later, `kith consent "
    "receipt`\nwith its reference gives it complete.\n";

// Keeps a receipt in a file of its owner's, or prints it.
absl::Status HandOut(Terminal& terminal, const std::string& receipt,
                     const std::string& path, const std::string& agent_dir) {
  if (path.empty()) {
    terminal.out << receipt;
    return absl::OkStatus();
  }
  KITH_RETURN_IF_ERROR(ReplaceFile(path, receipt, Readers::kOwner));
  terminal.out << "The receipt is in " << path
               << ".\nTo check it: kith consent verify-receipt " << path
               << " --network-file " << agent_dir << "/network.kith\n";
  return absl::OkStatus();
}

nlohmann::ordered_json Parsed(const std::string& receipt) {
  return nlohmann::ordered_json::parse(receipt, nullptr, false);
}

struct RecordValues {
  DeskOptions desk;
  PeopleOptions people;
  std::string capacity, said_by, until, evidence, wording, receipt;
  std::string assessed_by, assessed_on;
  std::string language = "en";
  std::vector<std::string> categories, agencies, excluded, purposes;
  bool everybody = false, may_name_place = false, paper_is_safe = false,
       call_back_only = false;
};

absl::StatusOr<desk::v1::RecordConsentRequest> RequestOf(
    const RecordValues& values, absl::Time now) {
  desk::v1::RecordConsentRequest request;
  request.set_as(values.desk.as);
  KITH_ASSIGN_OR_RETURN(const auto people, GatherPeople(values.people.persons,
                                                        values.people.file));
  for (const auto& person : people) *request.add_people() = person;
  request.set_capacity(values.capacity);
  request.set_said_by(values.said_by);
  request.set_everybody(values.everybody);
  for (const auto& id : values.categories) request.add_categories(id);
  for (const auto& id : values.agencies) request.add_agencies(id);
  for (const auto& id : values.excluded) request.add_excluded_agencies(id);
  for (const auto& id : values.purposes) request.add_purposes(id);
  KITH_ASSIGN_OR_RETURN(const absl::Time until, ParseUntil(values.until, now));
  request.set_until_ms(absl::ToUnixMillis(until));
  request.set_evidence_reference(values.evidence);
  request.set_wording(values.wording);
  request.set_language(values.language);
  request.set_may_name_place(values.may_name_place);
  request.set_paper_is_safe(values.paper_is_safe);
  request.set_call_back_only(values.call_back_only);
  request.set_assessed_by(values.assessed_by);
  request.set_assessed_on(values.assessed_on);
  return request;
}

void Record(Terminal& terminal, const RecordValues& values) {
  WithDesk(terminal, values.desk, [&](desk::DeskClient& desk) -> absl::Status {
    KITH_ASSIGN_OR_RETURN(const auto request,
                          RequestOf(values, terminal.clock.Now()));
    KITH_ASSIGN_OR_RETURN(const auto reply, desk.RecordConsent(request));
    if (values.desk.json) {
      if (!values.receipt.empty()) {
        KITH_RETURN_IF_ERROR(
            ReplaceFile(values.receipt, reply.receipt(), Readers::kOwner));
      }
      terminal.out << Pretty(
          {{"people", reply.people()},
           {"pending", reply.pending()},
           {"notes", std::vector<std::string>(reply.notes().begin(),
                                              reply.notes().end())},
           {"receipt", Parsed(reply.receipt())}});
      return absl::OkStatus();
    }
    terminal.err << "Recorded for " << reply.people()
                 << (reply.people() == 1 ? " person.\n" : " people.\n");
    for (const std::string& note : reply.notes()) terminal.err << note << "\n";
    if (reply.pending()) terminal.err << kPendingReceipt;
    return HandOut(terminal, reply.receipt(), values.receipt,
                   values.desk.agent_dir);
  });
}

void AddRecord(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "record",
      "Records what a family agreed to, and gives them a signed receipt.\n\n"
      "Example:\n  kith consent record --person \"forename=Sami,surname=Amara,"
      "dob=2021-03-14\" \\\n    --capacity parent --said-by mother --everybody "
      "--until 2027-03-01 \\\n    --evidence \"form in case record 12\" "
      "--receipt sami.json");
  const auto values = std::make_shared<RecordValues>();
  AddPeopleOptions(*command, values->people);
  command->add_option("--capacity", values->capacity, "who agreed")
      ->required()
      ->check(CLI::IsMember(
          {"parent", "carer", "young-person", "competent-child", "adult"}));
  command->add_option("--said-by", values->said_by, "in words: mother")
      ->required();
  command->add_option("--assessed-by", values->assessed_by,
                      "who assessed a competent child");
  command->add_option("--assessed-on", values->assessed_on,
                      "and when: 2026-11-20");
  command->add_flag("--everybody", values->everybody,
                    "every agency of the partnership may be told");
  command->add_option("--category", values->categories,
                      "a kind of agency that may be told; repeat");
  command->add_option("--agency", values->agencies,
                      "an agency that may be told; repeat");
  command->add_option("--not-agency", values->excluded,
                      "an agency that may not be told; repeat");
  command->add_option("--purpose", values->purposes,
                      "only for this purpose; repeat; default: all");
  command
      ->add_option("--until", values->until,
                   "2027-03-01, or how long from now: 12h")
      ->required();
  command
      ->add_option("--evidence", values->evidence,
                   "where the agreement is kept: \"form in case record "
                   "12\"")
      ->required();
  command->add_option("--wording", values->wording,
                      "which notice the family was given; default: the "
                      "network's own");
  command->add_option("--language", values->language, "of that notice")
      ->capture_default_str();
  command->add_flag("--may-name-place", values->may_name_place,
                    "which school or hostel may be said");
  command->add_flag("--call-back-only", values->call_back_only,
                    "others may be asked to ring, and told no more");
  command->add_flag("--paper-is-safe", values->paper_is_safe,
                    "it is safe to give the family paper");
  command->add_option("--receipt", values->receipt,
                      "keep the receipt in this file");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] { Record(terminal, *values); });
}

struct WithdrawValues {
  DeskOptions desk;
  PeopleOptions people;
  std::string receipt;
  bool only_here = false;
};

void Withdraw(Terminal& terminal, const WithdrawValues& values) {
  WithDesk(terminal, values.desk, [&](desk::DeskClient& desk) -> absl::Status {
    KITH_ASSIGN_OR_RETURN(const auto people, GatherPeople(values.people.persons,
                                                          values.people.file));
    desk::v1::WithdrawConsentRequest request;
    request.set_as(values.desk.as);
    for (const auto& person : people) *request.add_people() = person;
    request.set_only_here(values.only_here);
    KITH_ASSIGN_OR_RETURN(const auto reply, desk.WithdrawConsent(request));
    if (values.desk.json) {
      if (!values.receipt.empty()) {
        KITH_RETURN_IF_ERROR(
            ReplaceFile(values.receipt, reply.receipt(), Readers::kOwner));
      }
      nlohmann::ordered_json json = ToJson(reply);
      json["receipt"] = Parsed(reply.receipt());
      terminal.out << Pretty(json);
      return absl::OkStatus();
    }
    terminal.err << (reply.pending() ? "Stopped here at once, but NOT YET "
                                       "everywhere. "
                                     : "Withdrawn. ")
                 << reply.words() << "\n";
    return HandOut(terminal, reply.receipt(), values.receipt,
                   values.desk.agent_dir);
  });
}

void AddWithdraw(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "withdraw",
      "Ends what a family agreed to, everywhere it was relied on, and gives "
      "them a signed\nreceipt. When it returns, no answer rests on it any "
      "more.\n\nExample:\n  kith consent withdraw --person \"forename=Sami,"
      "surname=Amara,dob=2021-03-14\" \\\n    --receipt withdrawal.json");
  const auto values = std::make_shared<WithdrawValues>();
  AddPeopleOptions(*command, values->people);
  command->add_flag("--only-here", values->only_here,
                    "only this agency's, not those that rest on it");
  command->add_option("--receipt", values->receipt,
                      "keep the receipt in this file");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] { Withdraw(terminal, *values); });
}

struct ReceiptValues {
  DeskOptions desk;
  std::string reference, receipt;
};

void GiveAgain(Terminal& terminal, const ReceiptValues& values) {
  WithDesk(terminal, values.desk, [&](desk::DeskClient& desk) -> absl::Status {
    desk::v1::GetReceiptRequest request;
    request.set_as(values.desk.as);
    request.set_reference(values.reference);
    KITH_ASSIGN_OR_RETURN(const auto reply, desk.GetReceipt(request));
    if (values.desk.json) {
      terminal.out << Pretty(
          {{"pending", reply.pending()}, {"receipt", Parsed(reply.receipt())}});
      return absl::OkStatus();
    }
    if (reply.pending()) {
      terminal.err << kPendingReceipt;
    }
    return HandOut(terminal, reply.receipt(), values.receipt,
                   values.desk.agent_dir);
  });
}

void AddReceipt(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "receipt",
      "Gives a receipt again, by its reference: countersigned, once the centre "
      "has been\nreached.\n\nExample:\n  kith consent receipt "
      "0f1e2d3c4b5a69788796a5b4c3d2e1f0 --receipt withdrawal.json");
  const auto values = std::make_shared<ReceiptValues>();
  command->add_option("REFERENCE", values->reference, "of the receipt")
      ->required();
  command->add_option("--receipt", values->receipt,
                      "keep the receipt in this file");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] { GiveAgain(terminal, *values); });
}

struct VerifyValues {
  std::string file, network_file;
  bool json = false;
};

std::string InUtc(absl::Time time) {
  return absl::FormatTime("%e %b %Y %H:%M:%S UTC", time, absl::UTCTimeZone());
}

std::string InWords(const agent::VerifiedReceipt& receipt) {
  const agent::ReceiptFields& fields = receipt.fields;
  std::string text = absl::StrCat(
      "Receipt of a ", fields.kind, ": ", fields.agency_name, ", for ",
      fields.people, fields.people == 1 ? " person" : " people", "\n",
      "  reference  ", absl::BytesToHexString(fields.receipt_id), "\n",
      "  time       ", InUtc(fields.issued_at), "\n");
  if (!receipt.log_index.has_value()) {
    return absl::StrCat(
        text,
        "  log        none yet\nThe agency's signature holds. The centre has "
        "not countersigned this receipt:\nask the agency for a newer copy.\n");
  }
  return absl::StrCat(
      text, "  log        entry ", *receipt.log_index, ", ",
      InUtc(receipt.countersigned_at),
      receipt.in_log ? ", proved to be in the log" : "",
      "\nHolds: the agency and the centre have both signed it.\n");
}

void Verify(Terminal& terminal, const VerifyValues& values) {
  const Style style = values.json ? Style::kJson : Style::kWords;
  const auto network = Network::Load(values.network_file);
  if (!network.ok()) return Fail(terminal, style, network.status());
  const auto text = ReadFile(values.file, kMaxReceiptBytes);
  if (!text.ok()) return Fail(terminal, style, text.status());
  const auto receipt = agent::VerifyReceipt(*text, **network);
  if (!receipt.ok()) return Fail(terminal, style, receipt.status());
  if (!receipt->log_index.has_value()) terminal.exit = Exit::kError;
  if (!values.json) {
    terminal.out << InWords(*receipt);
    return;
  }
  const agent::ReceiptFields& fields = receipt->fields;
  nlohmann::ordered_json json = {
      {"holds", receipt->log_index.has_value()},
      {"kind", fields.kind},
      {"reference", absl::BytesToHexString(fields.receipt_id)},
      {"agency", fields.agency},
      {"people", fields.people},
      {"issued_at", absl::FormatTime(absl::RFC3339_sec, fields.issued_at,
                                     absl::UTCTimeZone())},
      {"log_index", nullptr},
      {"in_log", receipt->in_log}};
  if (receipt->log_index.has_value()) json["log_index"] = *receipt->log_index;
  terminal.out << Pretty(json);
}

void AddVerify(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "verify-receipt",
      "Checks a receipt, offline: who signed it, when, and where it stands in "
      "the log.\n\nExample:\n  kith consent verify-receipt withdrawal.json "
      "--network-file network.kith\n\nExit: 0 holds, 1 does not.");
  const auto values = std::make_shared<VerifyValues>();
  command->add_option("FILE", values->file, "the receipt")->required();
  command
      ->add_option("--network-file", values->network_file,
                   "the partnership's network.kith")
      ->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] { Verify(terminal, *values); });
}

struct PageValues {
  std::string file, network_file;
  bool child = false, json = false;
};

absl::StatusOr<std::string> PageOf(const PageValues& values) {
  KITH_ASSIGN_OR_RETURN(const auto network, Network::Load(values.network_file));
  KITH_ASSIGN_OR_RETURN(const std::string text,
                        ReadFile(values.file, kMaxReceiptBytes));
  KITH_ASSIGN_OR_RETURN(const auto receipt,
                        agent::VerifyReceipt(text, *network));
  return agent::ReceiptPage(
      receipt, *network,
      values.child ? agent::PageReader::kChild : agent::PageReader::kFamily,
      absl::LocalTimeZone());
}

void AddPage(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "page",
      "One page to print for the family, or for a child, of a receipt that "
      "holds. Where paper\nis not safe it prints nothing.\n\nExample:\n  kith "
      "consent page sami.json --network-file network.kith | lp");
  const auto values = std::make_shared<PageValues>();
  command->add_option("FILE", values->file, "the receipt")->required();
  command
      ->add_option("--network-file", values->network_file,
                   "the partnership's network.kith")
      ->required();
  command->add_flag("--child", values->child, "in words for a child");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const auto page = PageOf(*values);
    if (!page.ok()) {
      return Fail(terminal, values->json ? Style::kJson : Style::kWords,
                  page.status());
    }
    terminal.out << (values->json ? Pretty({{"page", *page}}) : *page);
  });
}

}  // namespace

void AddConsentCommands(CLI::App& kith, Terminal& terminal) {
  auto* consent =
      kith.add_subcommand("consent", "What a family agreed to, and its end");
  consent->require_subcommand(1);
  AddRecord(*consent, terminal);
  AddWithdraw(*consent, terminal);
  AddReceipt(*consent, terminal);
  AddVerify(*consent, terminal);
  AddPage(*consent, terminal);
  AddAgreementCommands(*consent, terminal);
  AddPaperCommands(*consent, terminal);
}

}  // namespace kith::deploy

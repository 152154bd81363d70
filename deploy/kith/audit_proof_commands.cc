// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/audit_proof_commands.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/entry_proof.h"
#include "deploy/kith/files.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMostProofBytes = 512 << 10;

struct ProofValues {
  std::string evidence;
  std::string log = "broker";
  std::uint64_t entry = 0;
  std::string out;
};

absl::Status WriteProof(const ProofValues& values) {
  if (FileExists(values.out)) {
    return absl::FailedPreconditionError(
        absl::StrCat(values.out, " is there already; name another file"));
  }
  KITH_ASSIGN_OR_RETURN(
      const std::string text,
      MakeEntryProof(values.evidence, values.log, values.entry));
  return ReplaceFile(values.out, text, Readers::kOwner);
}

void AddProof(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "proof",
      "Writes the proof of one entry: that it is in the log, what it says if "
      "it is this\nagency's, and nothing of any other. For a court or a "
      "regulator. Look at what it\nsays before you hand it on: staff may be "
      "named in it.\n\nExample:\n  kith audit proof evidence --log broker "
      "--entry 17 --out entry-17.tlog-proof");
  const auto values = std::make_shared<ProofValues>();
  command->add_option("DIR", values->evidence, "a folder of kith audit export")
      ->required();
  command->add_option("--log", values->log, "broker or agent")
      ->check(CLI::IsMember({"broker", "agent"}))
      ->capture_default_str();
  command->add_option("--entry", values->entry, "its number, the first is 0")
      ->required();
  command->add_option("--out", values->out, "the new file")->required();
  command->callback([&terminal, values] {
    const absl::Status written = WriteProof(*values);
    if (!written.ok()) return Fail(terminal, Style::kWords, written);
    terminal.out << "The proof is in " << values->out
                 << ".\nTo check it: kith audit verify-proof " << values->out
                 << " --network " << In(values->evidence, "network.kith")
                 << "\n";
  });
}

struct VerifyValues {
  std::string file;
  std::string network;
  bool json = false;
};

absl::StatusOr<ProvedEntry> ReadAndVerify(const VerifyValues& values) {
  KITH_ASSIGN_OR_RETURN(const auto network, Network::Load(values.network));
  KITH_ASSIGN_OR_RETURN(const std::string text,
                        ReadFile(values.file, kMostProofBytes));
  return VerifyEntryProof(*network, text);
}

void AddVerifyProof(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "verify-proof",
      "Checks the proof of one entry, offline.\n\nExample:\n  kith audit "
      "verify-proof entry-17.tlog-proof --network network.kith\n\nExit: 0 "
      "holds, 1 does not hold, 2 cannot verify.");
  const auto values = std::make_shared<VerifyValues>();
  command->add_option("FILE", values->file, "a file of kith audit proof")
      ->required();
  command
      ->add_option("--network", values->network,
                   "the partnership's network file")
      ->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const auto entry = ReadAndVerify(*values);
    if (!entry.ok()) {
      Fail(terminal, values->json ? Style::kJson : Style::kWords,
           entry.status());
      terminal.exit =
          absl::IsUnauthenticated(entry.status()) ? Exit::kError : Exit::kUsage;
      return;
    }
    terminal.out << (values->json ? Pretty(ProvedAsJson(*entry))
                                  : ProvedInWords(*entry));
  });
}

}  // namespace

void AddAuditProofCommands(CLI::App& audit, Terminal& terminal) {
  AddProof(audit, terminal);
  AddVerifyProof(audit, terminal);
}

}  // namespace kith::deploy

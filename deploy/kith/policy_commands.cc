// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"
#include "deploy/kith/policy_source.h"
#include "deploy/kith/policy_words.h"
#include "keys/base/status_macros.h"
#include "policy/in_words.h"
#include "policy/prover.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string file;
  bool json = false;
};

// A command on a policy's file.
CLI::App* AddOnFile(CLI::App& policy, const char* name, const char* about,
                    Values& values) {
  auto* command = policy.add_subcommand(name, about);
  command
      ->add_option("FILE", values.file,
                   "network.kith, or a policy.textproto with its "
                   "network.textproto beside it")
      ->required();
  command->add_flag("--json", values.json, "print JSON");
  return command;
}

Style StyleOf(const Values& values) {
  return values.json ? Style::kJson : Style::kWords;
}

void Print(Terminal& terminal, const Values& values) {
  const auto source = LoadPolicy(values.file);
  if (!source.ok()) return Fail(terminal, StyleOf(values), source.status());
  if (values.json) {
    terminal.out << Pretty(TableAsJson(
        policy::WhoMayLearnWhat(*source->policy, source->vocabulary)));
    return;
  }
  terminal.out << policy::PolicyTable(*source->policy, source->vocabulary);
}

void Check(Terminal& terminal, const Values& values) {
  const auto source = LoadPolicy(values.file);
  if (!source.ok()) return Fail(terminal, StyleOf(values), source.status());
  const absl::Duration started = terminal.clock.Monotonic();
  const policy::Proof proof =
      policy::Prove(*source->policy, source->vocabulary);
  const absl::Duration took = terminal.clock.Monotonic() - started;
  if (!proof.Holds()) terminal.exit = Exit::kError;
  terminal.out << (values.json ? Pretty(ProofAsJson(proof, took))
                               : ProofInWords(proof, took));
}

void Test(Terminal& terminal, const Values& values) {
  const auto source = LoadPolicy(values.file);
  if (!source.ok()) return Fail(terminal, StyleOf(values), source.status());
  const policy::Proof proof =
      policy::RunExamples(*source->policy, source->vocabulary);
  if (!proof.Holds()) terminal.exit = Exit::kError;
  if (values.json) {
    terminal.out << Pretty(
        ProofAsJson(proof, absl::ZeroDuration())["examples"]);
    return;
  }
  for (const std::string& fault : proof.faults) {
    terminal.out << "  " << fault << "\n";
  }
  terminal.out << ExamplesInWords(proof);
}

struct ExplainValues {
  DeskOptions desk;
  std::uint64_t leaf = 0;
};

void AddExplain(CLI::App& policy, Terminal& terminal) {
  auto* command = policy.add_subcommand(
      "explain",
      "Takes a decision of this agency's own log again, by the policy then in "
      "force.\n\nExample:\n  kith policy explain 1042\n\nExit: 0 the same "
      "rule decides, 1 another.");
  const auto values = std::make_shared<ExplainValues>();
  command->add_option("LEAF", values->leaf, "the entry's number in the own log")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::ExplainDecisionRequest request;
               request.set_as(values->desk.as);
               request.set_leaf_index(values->leaf);
               KITH_ASSIGN_OR_RETURN(const auto reply,
                                     desk.ExplainDecision(request));
               if (!reply.same()) terminal.exit = Exit::kError;
               terminal.out
                   << (values->desk.json
                           ? Pretty(ToJson(reply))
                           : ExplainedInWords(reply, absl::LocalTimeZone()));
               return absl::OkStatus();
             });
  });
}

}  // namespace

void AddPolicyCommands(CLI::App& kith, Terminal& terminal) {
  auto* policy = kith.add_subcommand("policy", "The rules of a partnership");
  policy->require_subcommand(1);
  const auto print = std::make_shared<Values>();
  AddOnFile(
      *policy, "print",
      "Says who may learn what, from whom, on which ground, in words, and "
      "every rule.\n\nExample:\n  kith policy print network.kith",
      *print)
      ->callback([&terminal, print] { Print(terminal, *print); });
  const auto check = std::make_shared<Values>();
  AddOnFile(*policy, "check",
            "Decides every combination of facts, proves what the bundle says "
            "must always hold,\nor shows few facts that break it, none of "
            "which can be left out; finds rules that\nnever "
            "decide.\n\nExample:\n  kith policy "
            "check policy.textproto\n\nExit: 0 holds, 1 does not.",
            *check)
      ->callback([&terminal, check] { Check(terminal, *check); });
  const auto test = std::make_shared<Values>();
  AddOnFile(*policy, "test",
            "Decides the bundle's examples.\n\nExample:\n  kith policy test "
            "policy.textproto\n\nExit: 0 all as the bundle says, 1 not.",
            *test)
      ->callback([&terminal, test] { Test(terminal, *test); });
  AddExplain(*policy, terminal);
}

}  // namespace kith::deploy

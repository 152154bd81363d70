// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/document_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/kith/json.h"
#include "deploy/kith/network_documents.h"

namespace kith::deploy {
namespace {

void SayWritten(Terminal& terminal, bool json,
                const std::vector<WrittenDocument>& written) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  std::string words;
  for (const WrittenDocument& document : written) {
    all.push_back({{"path", document.path},
                   {"to_be_filled_in", document.to_be_filled_in}});
    absl::StrAppend(&words, document.path, ": ", document.to_be_filled_in,
                    " places to be filled in\n");
  }
  absl::StrAppend(&words,
                  "These are drafts: search for \"[to be filled in\", and have "
                  "counsel read them.\n");
  terminal.out << (json ? Pretty({{"documents", all}}) : words);
}

}  // namespace

void AddDocumentsCommand(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "documents",
      "Drafts a partnership's documents from its network file, after checking "
      "its\nsignature: the data sharing agreement, the notice for families, a "
      "short one for\nchildren, and the DPIA.\n\nExample:\n  kith network "
      "documents network.kith --out documents");
  struct Values {
    DocumentOptions documents;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  DocumentOptions& documents = values->documents;
  command->add_option("FILE", documents.network_file, "a network.kith")
      ->required();
  command->add_option("--out", documents.out, "the folder they go to")
      ->required();
  command->add_option("--templates", documents.templates,
                      "a folder with your own, if not those of this program");
  command->add_flag("--replace", documents.replace,
                    "write over those that are there");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const auto written = WriteDocuments(values->documents);
    if (!written.ok()) {
      return Fail(terminal, values->json ? Style::kJson : Style::kWords,
                  written.status());
    }
    SayWritten(terminal, values->json, *written);
  });
}

}  // namespace kith::deploy

// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/describe_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "deploy/kith/commands.h"

namespace kith::deploy {
namespace {

std::vector<const CLI::App*> VerbsOf(const CLI::App& app) {
  std::vector<const CLI::App*> verbs;
  for (const CLI::App* verb :
       app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!verb->get_name().empty()) verbs.push_back(verb);
  }
  return verbs;
}

std::vector<const CLI::Option*> OptionsOf(const CLI::App& app) {
  return app.get_options([](const CLI::Option*) { return true; });
}

// What may stand after the verbs so far.
std::string WordsAfter(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* verb : VerbsOf(app)) words.push_back(verb->get_name());
  for (const CLI::Option* option : OptionsOf(app)) {
    for (const std::string& name : option->get_lnames()) {
      words.push_back(absl::StrCat("--", name));
    }
  }
  return absl::StrJoin(words, " ");
}

void AddCases(const CLI::App& app, const std::string& path,
              std::string& cases) {
  absl::StrAppend(&cases, "    '", path, "') words='", WordsAfter(app),
                  "' ;;\n");
  for (const CLI::App* verb : VerbsOf(app)) {
    AddCases(*verb,
             absl::StrCat(path, path.empty() ? "" : " ", verb->get_name()),
             cases);
  }
}

// Of groff: a leading dot or quote is a request, a backslash an escape.
std::string InMan(absl::string_view text) {
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    std::string escaped =
        absl::StrReplaceAll(line, {{"\\", "\\e"}, {"-", "\\-"}});
    if (absl::StartsWith(escaped, ".") || absl::StartsWith(escaped, "'")) {
      escaped.insert(0, "\\&");
    }
    lines.push_back(std::move(escaped));
  }
  return absl::StrJoin(lines, "\n");
}

std::string NameOf(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  return absl::StrCat("--", absl::StrJoin(option.get_lnames(), ", --"),
                      option.get_expected_max() == 0 ? "" : " VALUE");
}

void AddVerb(const CLI::App& verb, const std::string& path, std::string& page) {
  const std::vector<const CLI::App*> below = VerbsOf(verb);
  for (const CLI::App* next : below) {
    AddVerb(*next, absl::StrCat(path, " ", next->get_name()), page);
  }
  if (!below.empty()) return;
  absl::StrAppend(&page, ".SS ", InMan(path), "\n",
                  InMan(verb.get_description()), "\n");
  for (const CLI::Option* option : OptionsOf(verb)) {
    if (option->check_lname("help")) continue;
    absl::StrAppend(&page, ".TP\n.B ", InMan(NameOf(*option)), "\n",
                    InMan(option->get_description()), "\n");
  }
  if (!verb.get_footer().empty()) {
    absl::StrAppend(&page, ".PP\n.nf\n", InMan(verb.get_footer()), "\n.fi\n");
  }
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  std::string cases;
  AddCases(app, "", cases);
  return absl::StrCat(
      "# SPDX-License-Identifier: Apache-2.0\n"
      "# Made by kith describe completion.\n"
      "_kith() {\n"
      "  local path='' word words=''\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} "
      "before=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $word in -*) break ;; esac\n"
      "    path=${path:+$path }$word\n"
      "  done\n"
      "  case $path in\n",
      cases,
      "  esac\n"
      "  # A value: most often a file's name.\n"
      "  case $before in --*) COMPREPLY=($(compgen -f -- \"$current\")) ;; "
      "esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\") "
      "${COMPREPLY[@]+\"${COMPREPLY[@]}\"})\n"
      "}\n"
      "complete -o filenames -F _kith kith\n");
}

std::string ManPage(const CLI::App& app) {
  std::string page = absl::StrCat(
      ".\\\" SPDX-License-Identifier: Apache-2.0\n"
      ".TH KITH 1 \"\" Kith\n.SH NAME\nkith \\- is this family already "
      "supported, and by whom?\n.SH SYNOPSIS\n.B kith\n.I VERB\n[OPTIONS]\n.SH "
      "DESCRIPTION\n.nf\n",
      InMan(app.get_description()), "\n.fi\n.SH VERBS\n");
  for (const CLI::App* verb : VerbsOf(app)) {
    AddVerb(*verb, verb->get_name(), page);
  }
  absl::StrAppend(&page, ".SH EXIT STATUS\n", InMan(app.get_footer()),
                  "\n.SH SEE ALSO\n.BR kith-agent (8),\n.BR kith-broker "
                  "(8),\n.BR kith-keyholder (8),\n.BR kith-console (8),\n.BR "
                  "kith-verify (1)\n");
  return page;
}

void AddDescribeCommand(CLI::App& app, Terminal& terminal) {
  auto* command = app.add_subcommand(
      "describe",
      "Prints this command line for Bash (completion) or for the manual "
      "(man).\n\nExample:\n  kith describe completion > "
      "/etc/bash_completion.d/kith");
  const auto what = std::make_shared<std::string>();
  command->add_option("what", *what, "completion or man")
      ->required()
      ->check(CLI::IsMember({"completion", "man"}));
  command->callback([&app, &terminal, what] {
    terminal.out << (*what == "man" ? ManPage(app) : BashCompletion(app));
  });
}

}  // namespace kith::deploy

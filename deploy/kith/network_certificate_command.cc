// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_certificate_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "deploy/kith/finish.h"
#include "deploy/kith/network_certificate.h"

namespace kith::deploy {
namespace {

struct Values {
  ServerCertificateOptions options;
  bool json = false;
};

void Make(Terminal& terminal, const Values& values) {
  const auto made =
      MakeCertificateOf(values.options, terminal.clock.Now(), terminal.random);
  if (!made.ok()) {
    return Fail(terminal, values.json ? Style::kJson : Style::kWords,
                made.status());
  }
  const std::string ends =
      absl::FormatTime("%Y-%m-%d", made->ends, absl::UTCTimeZone());
  Finish(terminal, values.json, absl::OkStatus(),
         {{"certificate", made->certificate_path},
          {"private_key", made->private_key_path},
          {"ends", ends}},
         absl::StrCat("Made, good until ", ends, ":\n  ",
                      made->certificate_path, "\n  ", made->private_key_path,
                      "\nNext: put both in the place of the old ones on its "
                      "machine and start it anew; agents\nconnect again by "
                      "themselves. Were the old ones stolen, kith network "
                      "revoke too.\n"));
}

}  // namespace

void AddCertificateCommand(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "certificate",
      "Makes a new certificate for a server of the network, with a new key, "
      "before its\npresent one ends (a year; two for `issuing`) or when its "
      "key "
      "was stolen. Needs the\nauthority's key.\n\nExample:\n  kith network "
      "certificate keyholder-1 --network-dir /srv/kith --out new");
  const auto values = std::make_shared<Values>();
  command
      ->add_option("WHO", values->options.who,
                   "broker, a key holder's id, or issuing: what the broker "
                   "issues agencies' certificates with")
      ->required();
  command
      ->add_option("--network-dir", values->options.network_dir,
                   "the network's folder")
      ->required();
  command->add_option("--out", values->options.out, "a new folder")->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] { Make(terminal, *values); });
}

}  // namespace kith::deploy

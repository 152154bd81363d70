// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_proxy_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "deploy/kith/network_proxy.h"
#include "keys/network/network.h"

namespace kith::deploy {

void AddProxyCommand(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "proxy",
      "Prints a configuration for HAProxy that lets agencies reach the broker, "
      "enrolment and\nthe key holders at one name and port. It opens no "
      "connection: TLS stays between an\nagency and the program.\n\nExample:\n "
      " "
      "kith network proxy network.kith --listen :443 --backend "
      "broker=127.0.0.1:7443 \\\n    --backend enrol=127.0.0.1:7445 --backend "
      "keyholder-1=10.0.7.4:7444 \\\n    >/etc/haproxy/haproxy.cfg");
  struct Values {
    std::string file;
    std::string listen = ":443";
    std::vector<std::string> backends;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("FILE", values->file, "a network.kith")->required();
  command->add_option("--listen", values->listen, "where it is reached")
      ->capture_default_str();
  command
      ->add_option("--backend", values->backends,
                   "NAME=HOST:PORT of broker, of enrol (the broker's "
                   "enrol_listen) and of each key holder's id; repeat")
      ->required();
  command->callback([&terminal, values] {
    const auto file = Network::Load(values->file);
    if (!file.ok()) return Fail(terminal, Style::kWords, file.status());
    Backends backends;
    for (const std::string& one : values->backends) {
      const std::pair<std::string, std::string> named =
          absl::StrSplit(one, absl::MaxSplits('=', 1));
      backends.insert(named);
    }
    const auto configuration =
        ProxyConfiguration(**file, backends, values->listen);
    if (!configuration.ok()) {
      return Fail(terminal, Style::kWords, configuration.status());
    }
    terminal.out << *configuration;
  });
}

}  // namespace kith::deploy

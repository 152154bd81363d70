// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DESCRIBE_COMMAND_H_
#define KITH_DEPLOY_KITH_DESCRIBE_COMMAND_H_

#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace kith::deploy {

struct Terminal;

// Bash's completion of all verbs and options below `app`, and the page of the
// manual: both from what the command line itself is made of.
std::string BashCompletion(const CLI::App& app);
std::string ManPage(const CLI::App& app);

// `kith describe completion|man`, of everything below `app`.
void AddDescribeCommand(CLI::App& app, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DESCRIBE_COMMAND_H_

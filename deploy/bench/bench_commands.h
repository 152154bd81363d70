// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_BENCH_COMMANDS_H_
#define KITH_DEPLOY_BENCH_BENCH_COMMANDS_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith bench`: measures, on this machine, what docs/operate/measuring.md says.
void AddBenchCommands(CLI::App& kith, Terminal& terminal);

// Its verbs; AddBenchCommands() adds them all.
void AddBenchFamilies(CLI::App& bench, Terminal& terminal);
void AddBenchMatching(CLI::App& bench, Terminal& terminal);
void AddBenchNetwork(CLI::App& bench, Terminal& terminal);
void AddBenchPublishing(CLI::App& bench, Terminal& terminal);
void AddBenchBroker(CLI::App& bench, Terminal& terminal);
void AddBenchAppend(CLI::App& bench, Terminal& terminal);
void AddBenchCheck(CLI::App& bench, Terminal& terminal);
void AddBenchEquality(CLI::App& bench, Terminal& terminal);

// --people, --shared-identifier, --asked and --twins.
struct FamilyOptions;
void AddFamilyOptions(CLI::App& command, FamilyOptions& options);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_BENCH_COMMANDS_H_

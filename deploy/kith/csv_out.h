// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_CSV_OUT_H_
#define KITH_DEPLOY_KITH_CSV_OUT_H_

#include <string>
#include <vector>

namespace kith::deploy {

// A line of a CSV file (RFC 4180), every cell in quotes. A cell that a
// spreadsheet would take for a formula gets an apostrophe in front: whoever
// chose a name or a reference must not run anything on the reader's machine.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_CSV_OUT_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_ERASE_H_
#define KITH_BROKER_ERASE_H_

#include <ostream>
#include <string>

namespace kith::broker {

// What is to be erased, as it was given on the command line.
struct EraseOrder {
  std::string agency;
  // One of the two: a day, "2026-11-28", before whose beginning (UTC) all goes;
  // or positions in the log, "3,17,20".
  std::string before;
  std::string entries;
  std::string why;  // "request" or "order"
};

// Destroys keys, salts and openings of an agency's entries in the log of a
// broker that does not run; the leaves stay, and ERASED entries say which went.
// Under the network file's legal hold only by "order".
//
// 0: erased, or nothing was left to erase; `out` says what. 2: nothing, or not
// all, was erased, and `err` says why: an order that makes no sense, legal
// hold, an entry that is another agency's, a broker that runs.
int Erase(const std::string& config_path, const EraseOrder& order,
          std::ostream& out, std::ostream& err);

}  // namespace kith::broker

#endif  // KITH_BROKER_ERASE_H_

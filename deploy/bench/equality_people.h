// SPDX-License-Identifier: Apache-2.0
//
// Whom the agencies of an EqualityStand hold. Invented, by counting.
#ifndef KITH_DEPLOY_BENCH_EQUALITY_PEOPLE_H_
#define KITH_DEPLOY_BENCH_EQUALITY_PEOPLE_H_

#include <cstddef>

#include "deploy/bench/equality_stand.h"
#include "deploy/demonstration/exports.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// Number `number` of those asked about for this reason. No two are alike in
// names, date or number.
desk::v1::Person AskedPerson(Negative kind, std::size_t number);

// What the council supports: those out of scope and those under a shield as
// they are asked about, and for each who is no match somebody else who has that
// person's number.
AgencyExport CouncilExport(const std::string& agency);
// What the sensitive charity supports, none of whom has agreed to anything.
AgencyExport CharityExport(const std::string& agency);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_EQUALITY_PEOPLE_H_

// SPDX-License-Identifier: Apache-2.0
//
// The people whom the ten checks of the demonstration ask about. Nobody else in
// the population carries their surnames, and no dirt touches their rows.
#ifndef KITH_DEPLOY_DEMONSTRATION_STORY_H_
#define KITH_DEPLOY_DEMONSTRATION_STORY_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "deploy/demonstration/holdings.h"

namespace kith::deploy {

struct StoryPerson {
  const char* forename;
  const char* surname;
  const char* date_of_birth;  // yyyy-mm-dd
  const char* nhs;            // Ten digits, or empty.
  bool female;
};

// Checks 1, 3 and 10. Sami and Dina: early help leads (since March 2024,
// multi-agency assessment June 2024) and health visiting helps (since January
// 2024), each under its own agreement for everybody. The school has Sami on
// roll and Dina as a contact and supports neither. Leo is known to nobody.
inline constexpr StoryPerson kSami{"Sami", "Amara", "2021-03-14", "9990000018",
                                   false};
inline constexpr StoryPerson kDina{"Dina", "Amara", "1994-07-02", "9990000026",
                                   true};
inline constexpr StoryPerson kLeo{"Leo", "Amara", "2025-08-21", "", false};

// Check 2. Known to nobody.
inline constexpr StoryPerson kRowan{"Rowan", "Thornquill", "2018-09-05", "",
                                    false};
inline constexpr StoryPerson kIsolde{"Isolde", "Thornquill", "1990-01-23", "",
                                     true};

// Check 4. Early help, agreed for the category health alone.
inline constexpr StoryPerson kWren{"Wren", "Ashenhurst", "2019-05-17", "",
                                   true};

// Check 5. Early help supports all three; Tobias' agreement covers everybody,
// Juno's parent said no, and Caspian, their half-brother in another household,
// has none recorded.
inline constexpr StoryPerson kTobias{"Tobias", "Merriwell", "2016-02-28", "",
                                     false};
inline constexpr StoryPerson kJuno{"Juno", "Merriwell", "2018-10-11", "", true};
inline constexpr StoryPerson kCaspian{"Caspian", "Drayhurst", "2020-06-19", "",
                                      false};

// Check 6. The charity supports her under an agreement for everybody, so that
// without a shield she would show; she is shielded by hand. Northshire Homes
// has her on its list of tenants.
inline constexpr StoryPerson kMarguerite{"Marguerite", "Fairholme",
                                         "1991-10-19", "", true};

// Check 7. A tenant of Northshire Homes whom nobody supports.
inline constexpr StoryPerson kEdmund{"Edmund", "Quillfeather", "1985-04-30", "",
                                     false};

// Check 8. Health visiting supports him; his agreement comes by hand later.
inline constexpr StoryPerson kOtis{"Otis", "Brackenshaw", "2023-02-11", "",
                                   false};

// Check 9. Early help, agreed for everybody, with an NHS number. Ask with
// kPhoebeWrongBirth: wrong in day and year.
inline constexpr StoryPerson kPhoebe{"Phoebe", "Larkspurn", "2017-06-08",
                                     "9990000034", true};
inline constexpr char kPhoebeWrongBirth[] = "2016-06-18";

// The rows of the story in the five registers.
std::vector<Holding> StoryHoldings();

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_STORY_H_

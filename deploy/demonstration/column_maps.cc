// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/layouts.h"

namespace kith::deploy {

// A school management system: pupils and contacts in one list, an early-help
// column filled in for some.
constinit const absl::string_view kSchoolMap =
    R"(# proto-file: kith/config/v1/column_map.proto
source: "pupils-and-contacts"
person_id { column: "Record" }
surname { column: "Legal Surname" }
forenames { column: "Legal Forename" }
previous_surnames { column: "Former Surname" }
date_of_birth { column: "Date of Birth" }
sex { column: "Gender" }
house { column: "House" }
postcode { column: "Postcode" }
identifier {
  scheme: "upn"
  value { column: "UPN" }
}
family { column: "Family" }
involvement {
  exists {
    column: "Early Help"
    word { from: "N" to: "no" }
    word { from: "Y" to: "yes" }
  }
  service { constant: "Early help" }
  worker { column: "EH Worker" }
  contact { column: "EH Contact" }
  level {
    column: "EH Level"
    word { from: "2" to: "additional" }
    word { from: "3" to: "intensive" }
  }
  since { column: "EH Since" }
}
ground {
  agreed {
    column: "EH Consent"
    word { from: "Y" to: "yes" }
    word { from: "N" to: "no" }
  }
  agreed_by { column: "EH Consent By" }
  capacity { column: "EH Consent By" }
  agreed_on { column: "EH Consent Date" }
  evidence { column: "Record" }
  until { column: "EH Consent Until" }
  recipients {
    column: "EH Share With"
    word { from: "Everyone" to: "all" }
    word { from: "Health" to: "health" }
  }
  purposes {
    constant: "considering-referral;starting-assessment;team-planning;joining;worried-about-a-child"
  }
  language { constant: "en" }
}
)";

// A health caseload; a universal programme is no involvement.
constinit const absl::string_view kHealthVisitingMap =
    R"(# proto-file: kith/config/v1/column_map.proto
source: "caseload"
person_id { column: "Client ID" }
forenames { column: "First Name" }
surname { column: "Surname" }
previous_surnames { column: "Alias Surname" }
date_of_birth { column: "D.O.B." }
sex { column: "Sex" }
house { column: "Address 1" }
postcode { column: "Post Code" }
identifier {
  scheme: "nhs-number"
  value { column: "NHS No" }
}
family { column: "Household" }
involvement {
  exists {
    column: "Programme"
    word { from: "Universal" to: "no" }
    otherwise: "yes"
  }
  service { constant: "Health visiting" }
  worker { column: "Health Visitor" }
  contact { column: "Contact Number" }
  level {
    column: "Programme"
    word { from: "Universal Plus" to: "additional" }
    word { from: "Universal Partnership Plus" to: "intensive" }
  }
  since { column: "Caseload Start" }
  ended { column: "Discharged" }
}
ground {
  agreed { column: "Sharing Consent" }
  agreed_by { column: "Consent Given By" }
  capacity { column: "Consent Given By" }
  agreed_on { column: "Consent Date" }
  evidence { column: "Client ID" }
  until { column: "Consent Until" }
  recipients {
    column: "Consent Scope"
    word { from: "All agencies" to: "all" }
    word { from: "Health only" to: "health" }
  }
  purposes {
    constant: "considering-referral;starting-assessment;team-planning;joining;worried-about-a-child"
  }
  language { constant: "en" }
}
)";

// A tenancy list with joint tenants: register only, but for the few with a
// support officer.
constinit const absl::string_view kHomesMap =
    R"(# proto-file: kith/config/v1/column_map.proto
source: "tenancies"
person_id { column: "Person Ref" }
forenames { column: "Forename" }
surname { column: "Surname" }
previous_surnames { column: "Previous Name" }
date_of_birth { column: "DOB" }
house { column: "Property No" }
postcode { column: "Postcode" }
family { column: "Tenancy Ref" }
involvement {
  exists { column: "Support Officer" otherwise: "yes" }
  service { constant: "Tenancy support" }
  worker { column: "Support Officer" }
  contact { column: "Support Tel" }
  level { constant: "additional" }
  since { column: "Support Start" }
}
ground {
  agreed { column: "Consent" }
  agreed_by { column: "Consent By" }
  agreed_on { column: "Consent Date" }
  evidence { column: "Person Ref" }
  until { column: "Consent Until" }
  recipients {
    column: "Consent For"
    word { from: "all partners" to: "all" }
    word { from: "health" to: "health" }
  }
  purposes {
    constant: "considering-referral;starting-assessment;team-planning;joining;worried-about-a-child"
  }
  language { constant: "en" }
}
)";

// An early-help module: one row a person of an episode.
constinit const absl::string_view kEarlyHelpMap =
    R"(# proto-file: kith/config/v1/column_map.proto
source: "episodes"
person_id { column: "PersonID" }
forenames { column: "Forename" }
surname { column: "FamilyName" }
previous_surnames { column: "AlsoKnownAs" }
date_of_birth { column: "DateOfBirth" }
sex { column: "Gender" }
house { column: "House" }
postcode { column: "Postcode" }
identifier {
  scheme: "nhs-number"
  value { column: "NHSNumber" }
}
family { column: "EpisodeID" }
involvement {
  service { constant: "Early Help" }
  worker { column: "LeadPractitioner" }
  contact { column: "PractitionerPhone" }
  leads_for_family {
    column: "LeadsForFamily"
    word { from: "1" to: "yes" }
    word { from: "0" to: "no" }
  }
  level {
    column: "Tier"
    word { from: "Tier 2" to: "additional" }
    word { from: "Tier 3" to: "intensive" }
  }
  status {
    column: "EpisodeStatus"
    word { from: "Open" to: "open" }
    word { from: "Closed" to: "recently closed" }
  }
  since { column: "StartDate" }
  ended { column: "EndDate" }
  assessment_kind { column: "AssessmentType" }
  assessment_date { column: "AssessmentDate" }
}
ground {
  agreed {
    column: "AgreementOutcome"
    word { from: "Agreed" to: "yes" }
    word { from: "Declined" to: "no" }
  }
  agreed_by { column: "AgreementBy" }
  capacity { column: "AgreementBy" }
  agreed_on { column: "AgreementDate" }
  until { column: "AgreementEnd" }
  recipients {
    column: "AgreementScope"
    word { from: "ALL" to: "all" }
    word { from: "HEALTH" to: "health" }
  }
  purposes {
    constant: "considering-referral;starting-assessment;team-planning;joining;worried-about-a-child"
  }
  evidence { column: "EpisodeID" }
  language { constant: "en" }
}
)";

// A spreadsheet kept by hand.
constinit const absl::string_view kCharityMap =
    R"(# proto-file: kith/config/v1/column_map.proto
source: "spreadsheet"
person_id { column: "No" }
forenames { column: "First name" }
surname { column: "Last name" }
previous_surnames { column: "Was" }
date_of_birth { column: "Born" }
house { column: "Where" }
postcode { column: "Postcode" }
involvement {
  service { constant: "Family support" }
  worker { column: "Who helps" }
  contact { column: "Ring" }
  level { constant: "additional" }
  since { column: "Helping since" }
}
ground {
  agreed { column: "OK to share?" }
  agreed_by { column: "Who said so" }
  agreed_on { column: "When said" }
  evidence { column: "No" }
  until { column: "OK until" }
  recipients {
    column: "Share with"
    word { from: "anyone helping" to: "all" }
    word { from: "only health" to: "health" }
  }
  purposes {
    constant: "considering-referral;starting-assessment;team-planning;joining;worried-about-a-child"
  }
  language { constant: "en" }
}
)";

}  // namespace kith::deploy

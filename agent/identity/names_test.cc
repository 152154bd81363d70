// SPDX-License-Identifier: Apache-2.0
//
// NormaliseName() by naming tradition.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/identity/nicknames.h"
#include "agent/identity/normalise.h"
#include "agent/identity/skeleton.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Forename(absl::string_view text) {
  return NormaliseName(text, NameKind::kForename);
}

std::vector<std::string> Surname(absl::string_view text) {
  return NormaliseName(text, NameKind::kSurname);
}

// Whether both would be asked for by the same key.
bool MeetAsSurnames(absl::string_view a, absl::string_view b) {
  const auto one = Surname(a);
  const auto other = Surname(b);
  return !one.empty() && !other.empty() &&
         Skeleton(one.front()) == Skeleton(other.front());
}

std::string ForenameKey(absl::string_view text) {
  const auto parts = Forename(text);
  return parts.empty() ? "" : Skeleton(CanonicalForename(parts.front()));
}

TEST(ApostropheTest, EveryFormVanishes) {
  for (const char* text :
       {"O'Brien", "O’Brien", "O‘Brien", "O`Brien", "O´Brien", "Oʼ Brien",
        "O＇Brien", "O′Brien", "O Brien", "O?Brien", "OBrien", "O&#39;Brien"}) {
    EXPECT_THAT(Surname(text), ElementsAre("OBRIEN")) << text;
  }
  EXPECT_THAT(Surname("D'Souza"), ElementsAre("DSOUZA"));
  EXPECT_THAT(Surname("D Souza"), ElementsAre("DSOUZA"));
}

TEST(TitleTest, TitlesAndNotesAreNoPart) {
  EXPECT_THAT(Forename("Rev. Samuel"), ElementsAre("SAMUEL"));
  EXPECT_THAT(Forename("Mst Amina"), ElementsAre("AMINA"));
  EXPECT_THAT(Forename("William aka Billy"), ElementsAre("WILLIAM", "BILLY"));
  EXPECT_THAT(Surname("Lund nee Amara"), ElementsAre("LUND", "AMARA"));
  EXPECT_THAT(Surname("Lund Jr."), ElementsAre("LUND"));
}

TEST(ParticleTest, ASurnameMayHaveThemOrNot) {
  EXPECT_TRUE(MeetAsSurnames("de la Cruz", "Cruz"));
  EXPECT_TRUE(MeetAsSurnames("van den Heuvel", "Heuvel"));
  EXPECT_TRUE(MeetAsSurnames("dos Santos", "Santos"));
  EXPECT_THAT(Surname("Ortega y Gasset"), ElementsAre("ORTEGA", "GASSET"));
  EXPECT_THAT(Forename("Ben"), ElementsAre("BEN"));
  EXPECT_THAT(Forename("Di"), ElementsAre("DI"));
}

TEST(JoinedSurnameTest, OneWordOrTwoIsOneName) {
  EXPECT_THAT(Surname("Mac Donald"), ElementsAre("MACDONALD"));
  EXPECT_TRUE(MeetAsSurnames("Mac Donald", "McDonald"));
  EXPECT_THAT(Surname("Fitz Gerald"), ElementsAre("FITZGERALD"));
  EXPECT_THAT(Surname("St. John"), ElementsAre("STJOHN"));
  EXPECT_THAT(Surname("Saint John"), ElementsAre("STJOHN"));
  EXPECT_THAT(Forename("James O Kim"), ElementsAre("JAMES", "O", "KIM"));
}

TEST(PlaceholderTest, SaysThatThereIsNoForename) {
  for (const char* text : {"Baby",
                           "baby boy",
                           "BabyGirl",
                           "Baby Amara",
                           "Baby of Dina",
                           "B/O Dina",
                           "Infant of Dina",
                           "Twin 1",
                           "Twin1",
                           "TWIN A",
                           "Twin II",
                           "Triplet 2",
                           "Unknown",
                           "Not known",
                           "Not yet named",
                           "Not stated",
                           "N/K",
                           "N/A",
                           "No name",
                           "No forename given",
                           "NFN",
                           "FNU",
                           "To be confirmed",
                           "TBC",
                           "Test",
                           "Testing",
                           "ZZZTest",
                           "XXX",
                           "aaaa",
                           "Unborn",
                           "Newborn",
                           "Male",
                           "Daughter of Dina",
                           "Dummy",
                           "Do not use",
                           "-",
                           "?",
                           "..."}) {
    EXPECT_THAT(Forename(text), IsEmpty()) << text;
  }
}

TEST(PlaceholderTest, SaysThatThereIsNoSurname) {
  for (const char* text : {"Unknown", "not known", "NK", "TBC", "XXX", "Test",
                           "LNU", "N/A", "No surname", "Null", "Anon"}) {
    EXPECT_THAT(Surname(text), IsEmpty()) << text;
  }
}

TEST(PlaceholderTest, NamesThatOnlyBeginLikeOneAreNames) {
  EXPECT_THAT(Surname("Babyak"), ElementsAre("BABYAK"));
  EXPECT_THAT(Forename("Testimony"), ElementsAre("TESTIMONY"));
  EXPECT_THAT(Forename("Noname-Ann").empty(), true);
  EXPECT_THAT(Forename("Na"), ElementsAre("NA"));
  EXPECT_THAT(Surname("Boy"), ElementsAre("BOY"));
}

TEST(WelshTest, ApAndFerchMayBeThereOrNot) {
  EXPECT_TRUE(MeetAsSurnames("ap Rhys", "Rhys"));
  EXPECT_TRUE(MeetAsSurnames("ab Ifan", "Ifan"));
  EXPECT_TRUE(MeetAsSurnames("ferch Gruffydd", "Gruffydd"));
  EXPECT_TRUE(MeetAsSurnames("Gruffydd", "Griffith"));
  EXPECT_TRUE(MeetAsSurnames("Llwyd", "Lwyd"));
  EXPECT_EQ(ForenameKey("Llywelyn"), ForenameKey("Llewellyn"));
  EXPECT_EQ(ForenameKey("Dafydd"), ForenameKey("David"));
  EXPECT_EQ(ForenameKey("Siân"), ForenameKey("Sian"));
}

TEST(IrishTest, AWomansFormIsHerBrothers) {
  EXPECT_TRUE(MeetAsSurnames("Ní Bhriain", "Ó Briain"));
  EXPECT_TRUE(MeetAsSurnames("Ó Briain", "O'Brien"));
  EXPECT_TRUE(MeetAsSurnames("Nic Dhonncha", "Mac Donncha"));
  EXPECT_TRUE(MeetAsSurnames("Ní Cheallaigh", "Ó Ceallaigh"));
  EXPECT_EQ(ForenameKey("Seán"), ForenameKey("Shaun"));
  EXPECT_EQ(ForenameKey("Caoimhe"), ForenameKey("Keeva"));
  EXPECT_THAT(Surname("Ni"), ElementsAre("NI"));
}

TEST(PolishTest, AWomansEndingIsAMans) {
  EXPECT_TRUE(MeetAsSurnames("Kowalska", "Kowalski"));
  EXPECT_TRUE(MeetAsSurnames("Wiśniewska", "Wisniewski"));
  EXPECT_TRUE(MeetAsSurnames("Nowicka", "Nowicki"));
  EXPECT_EQ(ForenameKey("Kasia"), ForenameKey("Katarzyna"));
  EXPECT_EQ(ForenameKey("Małgosia"), ForenameKey("Małgorzata"));
  EXPECT_EQ(ForenameKey("Krzysztof"), ForenameKey("Christopher"));
}

TEST(SouthAsianTest, ACustomaryNameStandsBehind) {
  EXPECT_THAT(Forename("Mohammed Tariq"), ElementsAre("TARIQ", "MOHAMMED"));
  EXPECT_THAT(Forename("Md. Rafiqul"), ElementsAre("RAFIQUL", "MD"));
  EXPECT_THAT(Forename("Syed Imran"), ElementsAre("IMRAN", "SYED"));
  EXPECT_THAT(Forename("Syed Mohammed Imran"),
              ElementsAre("IMRAN", "SYED", "MOHAMMED"));
  EXPECT_THAT(Forename("Mohammed A"), ElementsAre("MOHAMMED", "A"));
  EXPECT_THAT(Surname("Kaur Gill"), ElementsAre("GILL", "KAUR"));
  EXPECT_THAT(Surname("Singh Gill"), ElementsAre("GILL", "SINGH"));
  EXPECT_THAT(Surname("Begum"), ElementsAre("BEGUM"));
  for (const char* generic : {"SINGH", "KAUR", "BEGUM", "BIBI", "KHATUN",
                              "AKHTAR", "UDDIN", "MIAH", "PARVEEN"}) {
    EXPECT_TRUE(IsGenericSurname(generic)) << generic;
  }
  EXPECT_FALSE(IsGenericSurname("KHAN"));
}

TEST(SouthAsianTest, SpellingsMeet) {
  EXPECT_EQ(ForenameKey("Gurdeep"), ForenameKey("Gurdip"));
  EXPECT_EQ(ForenameKey("Jaspreet"), ForenameKey("Jasprit"));
  EXPECT_TRUE(MeetAsSurnames("Hussain", "Hussein"));
  for (const char* spelling : {"Chowdhury", "Chaudhry", "Chaudhary", "Choudry",
                               "Chowdhry", "Chaudhuri"}) {
    EXPECT_TRUE(MeetAsSurnames("Choudhury", spelling)) << spelling;
  }
}

TEST(SomaliTest, SpellingsMeet) {
  EXPECT_THAT(Surname("Cali"), ElementsAre("ALI"));
  EXPECT_THAT(Surname("Maxamed Xasan"), ElementsAre("MOHAMED", "HASSAN"));
  EXPECT_EQ(ForenameKey("Maxamed"), ForenameKey("Mohammed"));
  EXPECT_EQ(ForenameKey("Xasan"), ForenameKey("Hassan"));
  EXPECT_EQ(ForenameKey("Cabdiraxmaan"), ForenameKey("Abdirahman"));
  EXPECT_EQ(ForenameKey("Faadumo"), ForenameKey("Fadumo"));
  EXPECT_EQ(ForenameKey("Caasha"), ForenameKey("Aisha"));
  EXPECT_TRUE(MeetAsSurnames("Jaamac", "Jama"));
  EXPECT_TRUE(MeetAsSurnames("Dhuxul", "Duxul"));
}

TEST(SomaliTest, FathersAndGrandfathersNamesAreBothParts) {
  EXPECT_THAT(Surname("Warsame Guled"), ElementsAre("WARSAME", "GULED"));
}

TEST(ArabicTest, ArticlesAndKinMayBeThereOrNot) {
  for (const char* text : {"Al-Hassan", "El Hassan", "Alhassan", "al Hassan",
                           "bin Hassan", "ibn Hassan", "bint Hassan"}) {
    EXPECT_THAT(Surname(text), ElementsAre("HASSAN")) << text;
  }
  EXPECT_THAT(Surname("Alan"), ElementsAre("ALAN"));
  EXPECT_THAT(Surname("Elmasry"), ElementsAre("ELMASRY"));
  EXPECT_THAT(Forename("Ali bin Ahmed"), ElementsAre("ALI", "AHMED"));
}

TEST(ArabicTest, AServantOfGodIsOneName) {
  for (const char* text :
       {"Abdul Rahman", "Abd al-Rahman", "Abd el Rahman", "Abdel Rahman",
        "Abdulrahman", "Abdelrahman", "Abdur Rahman", "Abd ar-Rahman"}) {
    EXPECT_THAT(Forename(text), ElementsAre("ABDULRAHMAN")) << text;
  }
  EXPECT_THAT(Forename("Abd Allah"), ElementsAre("ABDULLAH"));
  EXPECT_THAT(Forename("Abdul"), ElementsAre("ABDUL"));
  EXPECT_THAT(Forename("Abdullah Omar"), ElementsAre("ABDULLAH", "OMAR"));
  EXPECT_THAT(Forename("Abu Bakr"), ElementsAre("ABUBAKR"));
  EXPECT_THAT(Forename("Umm Kulthum"), ElementsAre("UMMKULTHUM"));
}

TEST(PatronymicTest, StandsBehindTheName) {
  EXPECT_THAT(Forename("Petrivna Olena"), ElementsAre("OLENA", "PETRIVNA"));
  EXPECT_THAT(Forename("Олена Петрівна"), ElementsAre("OLENA", "PETRIVNA"));
  EXPECT_THAT(Surname("Ivanovych Shevchenko"),
              ElementsAre("SHEVCHENKO", "IVANOVYCH"));
  EXPECT_THAT(Surname("Abramovich"), ElementsAre("ABRAMOVICH"));
}

TEST(NameOrderTest, AFullNameInOneFieldIsSplitAtItsComma) {
  for (const PersonDetails& details :
       {PersonDetails{.surname = "Amara, Dina Rose"},
        PersonDetails{.forenames = "Amara, Dina Rose"}}) {
    const auto identity = Normalise(details, {});
    ASSERT_TRUE(identity.ok());
    EXPECT_THAT(identity->forenames, ElementsAre("DINA", "ROSE"));
    EXPECT_THAT(identity->surname, ElementsAre("AMARA"));
  }
  const auto both =
      Normalise({.forenames = "Dina", .surname = "Amara, Lund"}, {});
  ASSERT_TRUE(both.ok());
  EXPECT_THAT(both->surname, ElementsAre("AMARA", "LUND"));
}

}  // namespace
}  // namespace kith::agent

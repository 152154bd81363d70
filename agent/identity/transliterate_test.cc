// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/transliterate.h"

#include <gtest/gtest.h>

#include "agent/identity/fold.h"
#include "agent/identity/nicknames.h"
#include "agent/identity/normalise.h"
#include "agent/identity/skeleton.h"

namespace kith::agent {
namespace {

// What a match key is made of.
std::string KeyOf(absl::string_view forename) {
  const auto parts = NormaliseName(forename, NameKind::kForename);
  return parts.empty() ? "" : Skeleton(CanonicalForename(parts.front()));
}

struct Pair {
  const char* written;
  const char* english;
};

class ForenameOfAnotherScript : public testing::TestWithParam<Pair> {};

TEST_P(ForenameOfAnotherScript, HasTheKeyOfItsEnglishSpelling) {
  ASSERT_NE(KeyOf(GetParam().english), "");
  EXPECT_EQ(KeyOf(GetParam().written), KeyOf(GetParam().english))
      << Fold(GetParam().written) << " " << GetParam().english;
}

INSTANTIATE_TEST_SUITE_P(
    Cyrillic, ForenameOfAnotherScript,
    testing::Values(Pair{"Олена", "Olena"}, Pair{"Андрій", "Andriy"},
                    Pair{"Андрей", "Andrei"}, Pair{"Олександр", "Oleksandr"},
                    Pair{"Катерина", "Kateryna"}, Pair{"Дмитро", "Dmytro"},
                    Pair{"Наталія", "Nataliia"}, Pair{"Ірина", "Iryna"},
                    Pair{"Михайло", "Mykhailo"}, Pair{"Юлія", "Yuliia"},
                    Pair{"Юрій", "Yurii"}, Pair{"Євген", "Yevhen"},
                    Pair{"Їлизавета", "Yilyzaveta"},
                    Pair{"Григорій", "Hryhorii"}, Pair{"Ігор", "Ihor"},
                    Pair{"Игорь", "Igor"}, Pair{"Сергій", "Serhii"},
                    Pair{"Сергей", "Sergey"}, Pair{"Сергій", "Sergey"},
                    Pair{"Володимир", "Volodymyr"}, Pair{"Жанна", "Zhanna"},
                    Pair{"Захар", "Zakhar"}, Pair{"В'ячеслав", "Viacheslav"},
                    Pair{"Мар’яна", "Mariana"}, Pair{"Соломія", "Solomiia"},
                    Pair{"Яна", "Yana"}, Pair{"Щаслава", "Shchaslava"},
                    Pair{"Олег", "Oleh"}, Pair{"Богдан", "Bohdan"},
                    Pair{"Тетяна", "Tetiana"}));

INSTANTIATE_TEST_SUITE_P(
    Greek, ForenameOfAnotherScript,
    testing::Values(Pair{"Γιώργος", "Giorgos"}, Pair{"Γεώργιος", "Georgios"},
                    Pair{"Ελένη", "Eleni"}, Pair{"Μαρία", "Maria"},
                    Pair{"Κωνσταντίνος", "Konstantinos"},
                    Pair{"Δημήτρης", "Dimitris"}, Pair{"Ιωάννης", "Ioannis"},
                    Pair{"Νικόλαος", "Nikolaos"}, Pair{"Χρήστος", "Christos"},
                    Pair{"Παύλος", "Pavlos"}, Pair{"Ευαγγελία", "Evangelia"},
                    Pair{"Ελευθερία", "Eleftheria"},
                    Pair{"Αγγελική", "Angeliki"}, Pair{"Θεόδωρος", "Theodoros"},
                    Pair{"Μπάμπης", "Bampis"}, Pair{"Ντίνος", "Dinos"},
                    Pair{"Φωτεινή", "Foteini"}, Pair{"Ξένια", "Xenia"},
                    Pair{"ΓΙΩΡΓΟΣ", "Giorgos"}));

INSTANTIATE_TEST_SUITE_P(
    Arabic, ForenameOfAnotherScript,
    testing::Values(
        Pair{"محمد", "Mohammed"}, Pair{"مُحَمَّد", "Muhammad"},
        Pair{"فاطمة", "Fatima"}, Pair{"عائشة", "Aisha"}, Pair{"يوسف", "Yusuf"},
        Pair{"حسين", "Hussein"}, Pair{"حسن", "Hassan"}, Pair{"أحمد", "Ahmed"},
        Pair{"علي", "Ali"}, Pair{"علی", "Ali"}, Pair{"عبد الله", "Abdullah"},
        Pair{"عبدالله", "Abdullah"}, Pair{"عبد الرحمن", "Abdul Rahman"},
        Pair{"عبدالعزيز", "Abdulaziz"}, Pair{"إبراهيم", "Ibrahim"},
        Pair{"مريم", "Maryam"}, Pair{"خديجة", "Khadija"},
        Pair{"زينب", "Zainab"}, Pair{"ياسمين", "Yasmin"},
        Pair{"وليد", "Waleed"}, Pair{"يزن", "Yazan"}, Pair{"نجلاء", "Najla"},
        Pair{"شيماء", "Shaima"}, Pair{"بشرى", "Bushra"}, Pair{"قاسم", "Qasim"},
        // Persian and Urdu.
        Pair{"پرویز", "Parviz"}, Pair{"نوید", "Navid"}, Pair{"گلناز", "Golnaz"},
        Pair{"ژاله", "Zhaleh"}, Pair{"کامران", "Kamran"},
        Pair{"زینب", "Zainab"}, Pair{"شازیہ", "Shazia"},
        Pair{"نورین", "Noreen"}, Pair{"بھوپال", "Bhopal"},
        Pair{"ٹیپو", "Tipu"}));

TEST(TransliterateTest, CommonArabicNamesGetTheirUsualSpelling) {
  EXPECT_EQ(Fold("محمد"), "MOHAMMED");
  EXPECT_EQ(Fold("فاطمه"), "FATIMA");
  EXPECT_EQ(Fold("ﻣﺤﻤﺪ"), "MOHAMMED");  // As old systems stored it.
  EXPECT_EQ(Fold("مـحـمـد"), "MOHAMMED");
}

TEST(TransliterateTest, AnArabicArticleIsAWordOfItsOwn) {
  EXPECT_EQ(Fold("الحسن"), "AL HASSAN");
  EXPECT_EQ(Fold("إلياس"), "ILYAS");
  EXPECT_EQ(Fold("الياس"), "ILYAS");
  EXPECT_EQ(Fold("عبدالكريم"), "ABDULKARIM");
}

TEST(TransliterateTest, UkrainianIsToldByItsOwnLetters) {
  EXPECT_EQ(Fold("Григорій"), "HRYHORIY");
  EXPECT_EQ(Fold("Григорий"), "GRIGORIY");
  EXPECT_EQ(Fold("Гончаренко"), "HONCHARENKO");
  EXPECT_EQ(Fold("Ґалаґан"), "GALAGAN");
}

TEST(TransliterateTest, ComposedAndDecomposedLettersAreOne) {
  EXPECT_EQ(Fold("Андрій"), Fold("Андрі\xD0\xB8\xCC\x86"));
  EXPECT_EQ(Fold("Їжак"), Fold("\xD0\x86\xCC\x88жак"));
  EXPECT_EQ(Fold("Артём"), Fold("Арте\xCC\x88м"));
  EXPECT_EQ(Fold("Ελένη"), Fold("Ελε\xCC\x81νη"));
}

TEST(TransliterateTest, AWordOfTwoScriptsIsReadAsItLooks) {
  EXPECT_EQ(Fold("\xD0\xA1lark"), "CLARK");         // A Cyrillic es.
  EXPECT_EQ(Fold("S\xD0\xB0r\xD0\xB0h"), "SARAH");  // Two Cyrillic a.
  EXPECT_EQ(Fold("\xCE\x91nna"), "ANNA");           // A Greek alpha.
  EXPECT_EQ(Fold("Ivan Шевченко"), "IVAN SHEVCHENKO");
}

TEST(TransliterateTest, LatinLettersOfOtherAlphabets) {
  EXPECT_EQ(Fold("Łucja Żółć Đoković Ħamrun Ŧ Ɓala Ɛsi"),
            "LUCJA ZOLC DOKOVIC HAMRUN T BALA ESI");
  EXPECT_EQ(Fold("Nguyễn Thị Phượng"), "NGUYEN THI PHUONG");
  EXPECT_EQ(Fold("İlknur Işık Çağrı"), "ILKNUR ISIK CAGRI");
}

TEST(TransliterateTest, OtherScriptsLeaveNothing) {
  EXPECT_EQ(Fold("王小明"), "");
  EXPECT_EQ(Fold("שרה"), "");
  EXPECT_EQ(Fold("ਗੁਰਪ੍ਰੀਤ"), "");
}

}  // namespace
}  // namespace kith::agent

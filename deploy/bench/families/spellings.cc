// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/spellings.h"

#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace kith::deploy {
namespace {

// Groups end with a full stop; the first name is the one in the register.
constexpr char kNicknames[] =
    "Elizabeth Liz Lizzie Beth Libby Betty Eliza. Alexander Alex Sandy Xander. "
    "Alexandra Alex Lexi Sandra. Katherine Kate Katie Kathy. Catherine Cathy "
    "Kate Katie Cath. William Will Bill Billy Liam. Robert Rob Bob Bobby "
    "Robbie. Richard Rich Rick Dick Ricky. James Jim Jimmy Jamie. John Jack "
    "Johnny. Jonathan Jon Jonny. Joseph Joe Joey. Thomas Tom Tommy. Michael "
    "Mike Mick Mikey. David Dave Davey. Daniel Dan Danny. Matthew Matt Matty. "
    "Christopher Chris Kit. Benjamin Ben Benny Benji. Samuel Sam Sammy. "
    "Samantha Sam Sammy. Joshua Josh. Zachary Zac Zak. Nicholas Nick Nicky. "
    "Anthony Tony Ant. Andrew Andy Drew. Edward Ed Eddie Ted Teddy Ned. Henry "
    "Harry Hal. Harrison Harry. Charles Charlie Chas. Charlotte Lottie "
    "Charlie. George Georgie. Georgia Georgie. Frederick Fred Freddie. Francis "
    "Frank Frankie. Francesca Fran Frankie. Theodore Theo Ted. Albert Bert "
    "Albie Alfie. Arthur Art Artie. Archibald Archie. Reginald Reggie. Ronald "
    "Ron Ronnie. Stephen Steve. Gregory Greg. Patrick Paddy Pat. Peter Pete. "
    "Philip Phil. Timothy Tim. Terence Terry. Lawrence Larry Laurie. Leonard "
    "Len Lenny. Louis Lou Louie. Maxwell Max. Nathaniel Nate Nat. Nathan Nate. "
    "Sebastian Seb. Dominic Dom. Gabriel Gabe. Isaac Ike. Jacob Jake. Cameron "
    "Cam. Callum Cal. Finley Fin. Harvey Harv. Jeffrey Jeff. Kenneth Ken "
    "Kenny. Donald Don Donny. Douglas Doug. Duncan Dunc. Gerard Gerry. Graham "
    "Gray. Stuart Stu. Raymond Ray. Russell Russ. Vincent Vince Vinny. Walter "
    "Wally. Wilfred Wilf. Margaret Maggie Meg Peggy. Rebecca Becky Becca. "
    "Jennifer Jenny Jen. Jessica Jess Jessie. Victoria Vicky Tori. Susan Sue "
    "Susie. Deborah Debbie Deb. Patricia Pat Trish Patsy. Abigail Abi Abby. "
    "Amelia Millie Amy. Emily Em Millie. Emilia Millie. Emma Em. Eleanor Ellie "
    "Nell Nora. Ella Ellie. Isabella Bella Izzy Isla. Isabelle Izzy Belle. "
    "Isobel Izzy. Florence Flo Florrie. Matilda Tilly Mattie. Olivia Liv "
    "Livvy. Penelope Penny. Phoebe Phoebs. Sophia Soph. Sophie Soph. Natalie "
    "Nat. Natasha Tasha. Nicola Nicky. Stephanie Steph. Danielle Dani. "
    "Gabriella Gabby Ella. Gemma Gem. Hannah Han. Imogen Immy. Jacqueline "
    "Jackie. Josephine Josie Jo. Joanne Jo. Judith Judy. Kimberley Kim. "
    "Lucinda Lucy. Madeleine Maddie. Megan Meg. Melissa Mel. Melanie Mel. "
    "Michelle Shell. Pamela Pam. Philippa Pippa. Rosemary Rosie. Rachel Rach. "
    "Sarah Sally. Tabitha Tabby. Theresa Terri Tess. Vanessa Nessa. Veronica "
    "Ronnie. Winifred Winnie. Beatrice Bea Trixie. Caroline Caro Carrie. "
    "Christina Tina Chrissy. Christine Chris Chrissy. Dorothy Dot Dolly. "
    "Angela Angie. Amanda Mandy. Bethany Beth. Harriet Hattie. Martha Marty. "
    "Edith Edie. Felicity Flick Fliss. Arabella Bella. Ottilie Tilly. Elsie "
    "Els. Evelyn Evie. Lauren Loz. Lydia Lyds. Courtney Court. Kayleigh Kay. "
    "Hayley Hales. Stacey Stace. Alison Ali. Katarzyna Kasia. Malgorzata "
    "Gosia. Agnieszka Aga. Aleksandra Ola. Magdalena Magda. Joanna Asia. "
    "Zuzanna Zuzia. Zofia Zosia. Hanna Hania. Barbara Basia. Anna Ania. "
    "Krzysztof Krzysiek. Tomasz Tomek. Piotr Piotrek. Grzegorz Grzesiek. Jakub "
    "Kuba. Michal Michalek. Stanislaw Staszek. Wojciech Wojtek. Aleksander "
    "Olek. Franciszek Franek. Mikolaj Miki. Oleksandr Sasha. Oleksandra Sasha. "
    "Dmytro Dima. Volodymyr Vova. Kateryna Katia. Anastasia Nastia. Mykola "
    "Kolia. Yevhen Zhenia. Tetiana Tania. Natalia Natasha. Alexandru Alex. "
    "Andreea Andra. Gabriela Gabi. Cristian Cristi. Mihaela Miha. Ionut Ionel. "
    "Stefania Stefi. Konstantinos Costas. Georgios Yiorgos. Ioannis Yiannis. "
    "Dimitrios Dimitris. Panagiotis Panos. Katerina Katia. Francisco Paco. "
    "Jose Pepe. Manuel Manolo. Antonio Toni. Mercedes Merche. Dolores Lola. "
    "Harpreet Harry Preet. Manpreet Manny. Gurpreet Gary. Amandeep Aman. "
    "Jaspreet Jas. Sukhvinder Sukhi. Balvinder Bal. Rajvinder Raj. Simran Sim. "
    "Parminder Parm. Oluwaseun Seun. Oluwatobi Tobi. Temitope Tope. Babatunde "
    "Tunde. Funmilayo Funmi. Titilayo Titi. Chukwuemeka Emeka. Damilola Dami. "
    "Ayodele Ayo. Emmanuel Emma Manny. Abdirahman Abdi. Mohamed Mo. Mohammed "
    "Mo. Muhammad Mo. Fatima Fati. Ibrahim Ibby. Padraig Paddy. Bridget Biddy "
    "Bridie. Kathleen Kathy. Seamus Shay. Dafydd Dai. Gwilym Gwil. Catriona "
    "Cat. Alasdair Ally. Kirsteen Kirsty.";

constexpr char kSpellings[] =
    "Mohammed Muhammad Mohamed Mohammad Muhammed Mohamad Mohamud Mahammed. "
    "Hussain Hussein Husain Hossain Xuseen Hussian. Ahmed Ahmad Axmed Ahmet. "
    "Hassan Hasan Xasan. Hamza Hamzah. Ali Aly Cali. Yusuf Yousuf Yousef "
    "Youssef Yusef. Ibrahim Ebrahim Ibraheem. Usman Othman Osman Uthman. Umar "
    "Omar Cumar. Abdi Cabdi. Abdullahi Cabdullahi Abdillahi. Farah Faarax "
    "Farax. Jama Jamac. Warsame Warsama. Fatima Fatimah Fatema Fadumo Faduma. "
    "Aisha Ayesha Aysha Aishah. Khadija Khadijah Kadija. Zainab Zaynab Zeinab. "
    "Maryam Mariam Maryan Miriam. Amina Aminah Aamina. Chowdhury Choudhury "
    "Chaudhry Choudhry Chaudhary. Rahman Rehman Rahmaan. Islam Eslam. Miah Mia "
    "Mya Meah. Uddin Udin. Begum Begom Bagum. Akhtar Akther Akter. Khatun "
    "Khatoon. Iqbal Ikbal. Mahmood Mehmood Mahmud. Malik Malick. Sheikh Shaikh "
    "Shaykh. Siddiqui Siddiqi Siddique. Qureshi Quraishi Koreshi. Haque Hoque "
    "Haq Huq. Saleh Salih. Khaled Khalid. Abdullah Abdulla. Abdulrahman "
    "Abdul-Rahman Abdelrahman. Catherine Katherine Kathryn Cathryn. Sarah "
    "Sara. Sophie Sofie. Sophia Sofia. Isabelle Isabel Isobel. Isabella "
    "Izabella. Niamh Neve Neave. Caoimhe Keeva. Aoife Eefa. Siobhan Shivaun. "
    "Sean Shaun Shawn. Conor Connor. Eoin Owen. Aidan Aiden. Callum Calum. "
    "Rory Ruairi. Stephen Steven. Geoffrey Jeffrey. Jonathan Johnathan. "
    "Nicholas Nicolas. Philip Phillip. Graham Graeme. Stuart Stewart. Allan "
    "Alan. Lewis Louis. Dylan Dillon. Kieran Ciaran Kieron. Megan Meghan. Zoe "
    "Zoey. Hayley Hailey Haley. Lily Lilly. Maisie Maisy. Evie Evey. Ellie "
    "Elly. Abigail Abigale. Chloe Khloe. Amelia Emelia. Darcie Darcey Darcy. "
    "Zara Zahra. Eleanor Elinor. Ann Anne. Lauren Loren. Danielle Daniele. "
    "Rebecca Rebekah. Rachel Rachael. Kelly Kelley. Leanne Leeanne. Kirsty "
    "Kirstie. Tracey Tracy. Stacey Stacy. Jayden Jaden. Jackson Jaxon. Harry "
    "Harrie. Oliver Olivier. Zachary Zachery. Bethan Bethany. Sian Shan. Rhys "
    "Reece Rees. Huw Hugh. Ieuan Ifan. Tomos Thomas. Smith Smyth Smythe. Clark "
    "Clarke. Brown Browne. Thompson Thomson. Davis Davies. Phillips Philips. "
    "Reid Reed Read. Nicholson Nicolson. Allen Alan. Matthews Mathews. Johnson "
    "Johnston Johnstone. Green Greene. Cook Cooke. Taylor Tayler. Harris "
    "Harries. Hughes Hewes. Moore More. Morris Maurice. Pearce Pierce. Rogers "
    "Rodgers. Gray Grey. Lawrence Laurence. Barnes Barns. Stevens Stephens. "
    "Bailey Bayley Baillie. Simpson Simson. MacDonald McDonald. MacLean "
    "McLean. MacKenzie McKenzie. McKay Mackay. Nowak Novak. Wisniewski "
    "Wisnewski. Wojcik Wojcek. Kowalczyk Kovalchik. Zielinski Zielinsky. Krol "
    "Krul. Michal Michael. Mateusz Matheusz. Zofia Sofia. Wiktoria Victoria. "
    "Julia Yulia. Jakub Yakub. Oleksandr Alexander. Andrii Andriy Andrey. "
    "Serhii Sergiy Sergey. Yulia Yuliya Julia. Natalia Nataliya. Olena Elena. "
    "Iryna Irina. Tetiana Tatiana. Kateryna Katerina. Mykola Nikolai. Dmytro "
    "Dmitry. Volodymyr Vladimir. Melnyk Melnik. Boiko Boyko. Oliinyk Oliynyk "
    "Oleinik. Kovalenko Covalenco. Georgios Giorgos Yiorgos. Ioannis Yannis. "
    "Georgiou Yiorgou. Charalambous Haralambous. Panayiotou Panagiotou. "
    "Papadopoulos Papadopulos. Alexandru Alexandro. Ionescu Jonescu. Stefan "
    "Shtefan. Andrei Andrey. Joao Joan. Goncalves Gonsalves. Rodrigues "
    "Rodriguez. Fernandes Fernandez. Gonzalez Gonzales. Martins Martinez. "
    "Sousa Souza. Lopes Lopez. Owusu Owuso. Mensah Mensa. Boateng Boaten. "
    "Okafor Okafo Okoafor. Adeyemi Adeyemy. Balogun Balogoun. Yetunde Yetundi. "
    "Chioma Chiomah. Esther Ester. Aaliyah Aliyah Alia. Shanice Shaneece. "
    "Keisha Keesha. Jayda Jada. Gurpreet Gurprit. Harpreet Harprit. Jaspreet "
    "Jasprit. Manpreet Manprit. Dhillon Dhillan Dhilon. Sandhu Sandu. Sidhu "
    "Sidu. Grewal Garewal. Dhaliwal Dhaliwall. Patel Pattel. Shah Sha. Sharma "
    "Sarma. Lakshmi Laxmi. Pooja Puja. Krishna Krishan. Reddy Reddi. Gupta "
    "Gupte. Chan Chen. Wong Huang. Cheung Zhang. Lee Li. Chow Zhou. Lau Liu. "
    "Ng Wu. Lin Lam. Xu Hsu. Zhao Chao.";

// Groups by each of their words: the word's first group wins.
class Groups {
 public:
  explicit Groups(absl::string_view text) {
    for (const absl::string_view line :
         absl::StrSplit(text, '.', absl::SkipEmpty())) {
      groups_.push_back(absl::StrSplit(line, ' ', absl::SkipEmpty()));
      for (const std::string& word : groups_.back()) {
        of_word_.try_emplace(word, groups_.size() - 1);
      }
    }
  }

  std::string Another(const std::string& word, Dice& dice) const {
    const auto found = of_word_.find(word);
    if (found == of_word_.end()) return "";
    const std::vector<std::string>& group = groups_[found->second];
    std::size_t at = dice.Below(group.size());
    if (group[at] == word) at = (at + 1) % group.size();
    return group[at];
  }

 private:
  std::vector<std::vector<std::string>> groups_;
  absl::flat_hash_map<std::string, std::size_t> of_word_;
};

using LetterPair = std::pair<absl::string_view, absl::string_view>;

// Longer ones first: the first that fits is taken.
constexpr LetterPair kCyrillic[] = {
    {"shch", "щ"}, {"zh", "ж"}, {"kh", "х"},  {"ts", "ц"}, {"ch", "ч"},
    {"sh", "ш"},   {"yu", "ю"}, {"ya", "я"},  {"yi", "ї"}, {"ye", "є"},
    {"iu", "ю"},   {"ia", "я"}, {"ii", "ій"}, {"ie", "є"}, {"a", "а"},
    {"b", "б"},    {"v", "в"},  {"h", "г"},   {"g", "ґ"},  {"d", "д"},
    {"e", "е"},    {"z", "з"},  {"y", "и"},   {"i", "і"},  {"k", "к"},
    {"l", "л"},    {"m", "м"},  {"n", "н"},   {"o", "о"},  {"p", "п"},
    {"r", "р"},    {"s", "с"},  {"t", "т"},   {"u", "у"},  {"f", "ф"},
    {"c", "к"},    {"j", "й"},  {"w", "в"},   {"x", "кс"}, {"q", "к"}};

}  // namespace

std::string NicknameOf(const std::string& forename, Dice& dice) {
  static const auto* groups = new Groups(kNicknames);
  return groups->Another(forename, dice);
}

std::string SpellingOf(const std::string& word, Dice& dice) {
  static const auto* groups = new Groups(kSpellings);
  return groups->Another(word, dice);
}

std::string InCyrillic(const std::string& latin) {
  const std::string lower = absl::AsciiStrToLower(latin);
  absl::string_view rest = lower;
  std::string out;
  while (!rest.empty()) {
    bool found = false;
    for (const auto& [from, to] : kCyrillic) {
      found = absl::ConsumePrefix(&rest, from);
      if (!found) continue;
      out.append(to.data(), to.size());
      break;
    }
    if (found) continue;
    out.push_back(rest.front());
    rest.remove_prefix(1);
  }
  return out;
}

}  // namespace kith::deploy

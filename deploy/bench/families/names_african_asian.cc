// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/names.h"

namespace kith::deploy {

// A Somali has no family name: fathers' names stand in its place.
const NameLines kSomaliNames = {
    .girls =
        "Fadumo Hodan Amina Khadra Sahra Ifrah Hibo Ayaan Halimo Safiya Asha "
        "Farhiya Ubah Nimco Hawa Maryan Ruqiya Sagal Deqa Idil Ikraan Zamzam "
        "Ladan Ayan Filsan Hamdi Shukri Najma Muna Naima Nasra Rahma Sumaya "
        "Yasmin Xalimo Faiza Falis Fartun Hinda Ilhan Istahil Kaltun Luul "
        "Qamar Raxma Saado Saynab Suad Warsan Zahra",
    .boys =
        "Mohamed Abdi Ahmed Ali Hassan Abdullahi Ibrahim Omar Yusuf Abdirahman "
        "Mohamud Ismail Hussein Jama Farah Warsame Abdikadir Abdiaziz "
        "Abdifatah Abdinasir Abshir Adan Aden Bashir Bile Burhan Cabdi Daud "
        "Dahir Elmi Faarax Guled Hirsi Idris Isse Jamac Khadar Liban Mahad "
        "Mahamed Mukhtar Mustafa Nur Osman Roble Said Salad Sharif Xasan "
        "Zakariye",
    .surnames =
        "Mohamed Ali Ahmed Hassan Abdi Omar Yusuf Ibrahim Hussein Warsame "
        "Farah Jama Abdullahi Ismail Mohamud Nur Osman Adan Aden Elmi Hirsi "
        "Dahir Isse Salad Abshir Guled Roble Shire Egal Samatar Duale Warfa "
        "Bile Gedi Awale Barre Haji Jibril Kahin Mire Muse Omer Qasim Rage "
        "Sheikh Siad Ugas Wais Yare Ainanshe Awad Bulhan Diriye Diriyeh Gelle "
        "Hersi Igal Jimale Kulmiye Libaan Mumin",
    .heads = "",
    .tails = ""};

const NameLines kArabicNames = {
    .girls =
        "Fatima Mariam Nour Layla Yasmin Salma Aya Huda Rania Noor Zeinab Amal "
        "Amira Asma Dalia Dina Eman Farah Ghada Hala Hanan Hiba Iman Jana "
        "Khadija Lamia Lina Lubna Maha Mai Manal Marwa Mona Nada Nadia Nahla "
        "Rana Rasha Reem Rim Sahar Samar Sara Shaima Suha Sumaya Tasnim Wafa "
        "Yara Zahra",
    .boys =
        "Mohammed Ahmed Ali Omar Youssef Ibrahim Mahmoud Khaled Hassan Mustafa "
        "Abdullah Abdulrahman Adel Amr Anas Ayman Bashar Bilal Emad Fadi "
        "Faisal Fares Ghassan Hadi Hamza Hani Haitham Hisham Hussein Jamal "
        "Karim Khalil Majid Malik Marwan Mazen Nabil Nasser Osama Qusay Rami "
        "Rashid Saeed Salim Sami Samir Tarek Walid Yahya Ziad",
    .surnames =
        "Al-Masri Hassan Ahmed Ali Al-Hashimi Ibrahim Khalil Al-Jaber Mansour "
        "Al-Najjar Said Saleh Al-Rashid Haddad Khoury Al-Tamimi Nasser "
        "Al-Obaidi Hamdan Salem Al-Amin El-Sayed Farouk Al-Khatib Aziz "
        "Al-Dulaimi Qasim Mahmoud Al-Sabah Suleiman El-Masry Yassin Al-Bakri "
        "Zaidan Al-Qadi Darwish Al-Saadi Fahmi Al-Zahrani Ghanem Al-Ghamdi "
        "Hijazi Al-Harbi Jaber Al-Jubouri Kassem Al-Kaabi Mustafa Al-Maliki "
        "Othman Al-Nuaimi Rahim Al-Otaibi Shaheen Al-Qahtani Taha Al-Shammari "
        "Younes Bin_Ali Bin_Salem El-Amrani Benali Bouzid El-Idrissi",
    .heads = "",
    .tails = ""};

const NameLines kWestAfricanNames = {
    .girls =
        "Blessing Grace Esther Joy Ngozi Chioma Abena Akua Ama Adwoa Funmilayo "
        "Folake Yetunde Temitope Titilayo Amaka Ifeoma Chiamaka Adaeze Nkechi "
        "Obiageli Uchenna Efua Esi Akosua Afia Yaa Abiola Adesuwa Aisha "
        "Ayomide Bukola Damilola Ebele Favour Fisayo Gloria Hannah Ife Jumoke "
        "Kehinde Mercy Morenike Oluchi Omolara Patience Precious Ronke Sade "
        "Taiwo Tolulope Zainab",
    .boys =
        "Emmanuel David Samuel Daniel Kwame Kofi Kwesi Yaw Kwabena Chidi "
        "Chinedu Emeka Obinna Ikenna Tunde Segun Femi Ayodele Babatunde "
        "Olumide Oluwaseun Adebayo Ade Wale Kunle Kayode Dapo Gbenga Jide Kola "
        "Lanre Musa Nnamdi Okechukwu Onyekachi Tobi Uche Victor Yakubu "
        "Ebenezer Fiifi Isaac Joshua Kojo Kweku Nana Prince Solomon "
        "Chukwuemeka Ifeanyi",
    .surnames =
        "Mensah Owusu Boateng Asante Osei Appiah Okafor Okeke Okoro Adeyemi "
        "Adebayo Ogunleye Balogun Adeleke Afolabi Agyeman Akinola Amoah Ampofo "
        "Ansah Antwi Arthur Asamoah Awuah Ayodele Bakare Bello Boakye Chukwu "
        "Danso Darko Eze Ezeh Fashola Frimpong Gyamfi Ibrahim Igwe Iheanacho "
        "Kuffour Lawal Musa Nkansah Nwachukwu Nwosu Obi Odunsi Ofori Ogbonna "
        "Ojo Okonkwo Oladipo Olawale Olatunji Onyango Opoku Oppong Sarpong "
        "Tetteh Uche Yeboah",
    .heads =
        "Ade Ola Olu Oye Ogun Akin Ayo Baba Fola Ige Oja Olo Omo Oni Owo Soy "
        "Nwa Oka Chuk Eze Obi Ugo",
    .tails =
        "yemi wale tunde bayo leke dipo kunle sanya rinde niyi fela muyiwa "
        "kanmi wumi chi ma kwu nna ji"};

const NameLines kChineseNames = {
    .girls =
        "Li Mei Xin Ying Jing Yan Hui Fang Min Xiao Yu Lan Na Ling Ping Hong "
        "Juan Qian Rui Shan Ting Wei Xia Yue Zhen Mei_Ling Xiao_Yu Jia_Yi "
        "Zi_Han Yu_Tong Si_Ying Wing_Yan Hoi_Ching Tsz_Ching Ka_Yan Xin_Yi "
        "Jia_Xin Ke_Xin Shu_Fen Ya_Ting Pui_Yee Sze_Man Wai_Ling Man_Yee "
        "Hiu_Tung Lok_Yi Yuen_Ting Chun_Mei Yi_Nuo Ruo_Xi",
    .boys =
        "Wei Jun Ming Hao Lei Jian Feng Qiang Bo Chen Gang Hui Jie Kai Liang "
        "Long Peng Tao Xiang Yang Yong Zhi Zi_Hao Jun_Jie Yu_Xuan Hao_Yu Ka_Ho "
        "Chun_Kit Wai_Man Tsz_Hin Ho_Yin Kin_Wah Chi_Keung Kwok_Wai Man_Fai "
        "Siu_Ming Yat_Long Hin_Lam Zhi_Wei Zi_Xuan Ming_Ze Tian_Yu Jia_Hao "
        "Yi_Chen Hong_Yi Chi_Ho Lok_Hei Pak_Yin Sum_Yuen Wing_Kin",
    .surnames =
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Chan Wong Lee Cheung "
        "Lam Leung Ng Ho Cheng Lau Yeung Tang Xu Sun Zhu Ma Hu Guo Lin He Gao "
        "Liang Zheng Luo Song Xie Tan Han Deng Feng Cao Peng Zeng Xiao Tian "
        "Dong Pan Yuan Cai Jiang Yu Du Ye Cheng_Wong Wei Su Lu Ding Ren Yip "
        "Kwok Tsang Tse Fung Mak Poon Yuen Kwan Chow Hui",
    .heads = "",
    .tails = ""};

}  // namespace kith::deploy
